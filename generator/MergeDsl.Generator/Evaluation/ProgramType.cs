using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeDsl.Generator.Evaluation;

/// <summary>A type that the program declares, with its type arguments: where its objects keep their fields.</summary>
internal sealed class ProgramType
{
    private readonly Dictionary<ISymbol, int> slots = new(SymbolEqualityComparer.Default);
    private readonly List<ISymbol> fields = [];
    private object?[]? defaults;
    private ProgramObject? zero;

    public ProgramType(Evaluator evaluator, INamedTypeSymbol symbol)
    {
        Evaluator = evaluator;
        Symbol = symbol;
        if (symbol.BaseType is { } parent && evaluator.Types.IsOfProgram(parent))
        {
            Base = evaluator.TypeOf(parent);
            foreach (ISymbol field in Base.fields)
                Add(field);
        }
        foreach (ISymbol field in OwnFields)
            Add(field);
        PrimaryConstructor = symbol.InstanceConstructors.FirstOrDefault(constructor =>
            constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is TypeDeclarationSyntax
        );
        foreach (IParameterSymbol parameter in PrimaryConstructor?.Parameters ?? [])
            Add(parameter);
    }

    public Evaluator Evaluator { get; }

    public INamedTypeSymbol Symbol { get; }

    /// <summary>The base, where the program declares it.</summary>
    public ProgramType? Base { get; }

    public IMethodSymbol? PrimaryConstructor { get; }

    public bool IsValue => Symbol.IsValueType;

    /// <summary>The fields that the type itself declares, in their order: what two equal structs or records have in common.</summary>
    public IEnumerable<ISymbol> OwnFields =>
        Symbol
            .GetMembers()
            .Where(own =>
                !own.IsStatic
                && (
                    Symbol.IsAnonymousType
                        ? own is IPropertySymbol
                        : own is IFieldSymbol || (own is IEventSymbol { IsAbstract: false } && IsFieldLike(own))
                )
            );

    /// <summary>The value that all fields have before the constructor runs.</summary>
    public ProgramObject Default => zero ??= new(this, Defaults);

    /// <summary>A new object, with the values that fields have before the constructor runs.</summary>
    public ProgramObject New() => new(this, (object?[])Defaults.Clone());

    private object?[] Defaults => defaults ??= [.. fields.Select(kept => Evaluator.DefaultOf(TypeOf(kept)))];

    /// <summary>The slot of a field, or of a parameter of the primary constructor.</summary>
    public int SlotOf(ISymbol field) => slots[field.OriginalDefinition];

    public bool Has(ISymbol field) => slots.ContainsKey(field.OriginalDefinition);

    private static bool IsFieldLike(ISymbol happening) =>
        happening.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax;

    private static ITypeSymbol TypeOf(ISymbol kept) =>
        kept switch
        {
            IFieldSymbol own => own.Type,
            IPropertySymbol property => property.Type,
            IEventSymbol happening => happening.Type,
            _ => ((IParameterSymbol)kept).Type,
        };

    private void Add(ISymbol field)
    {
        slots[field.OriginalDefinition] = fields.Count;
        fields.Add(field);
    }
}
