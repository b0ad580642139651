using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>The type arguments of the type parameters around a body in one call: a body is compiled for each set of them.</summary>
internal sealed class TypeMap
{
    private readonly Dictionary<ITypeSymbol, ITypeSymbol> arguments = new(SymbolEqualityComparer.Default);
    private readonly Compilation compilation;

    /// <param name="compilation">Makes arrays and tuples.</param>
    /// <param name="member">A member with its type arguments.</param>
    /// <param name="outer">The map of the body around a local function.</param>
    public TypeMap(Compilation compilation, ISymbol member, TypeMap? outer = null)
    {
        this.compilation = compilation;
        foreach (KeyValuePair<ITypeSymbol, ITypeSymbol> argument in outer?.arguments ?? [])
            arguments[argument.Key] = argument.Value;
        if (member is IMethodSymbol method)
            Add(method.OriginalDefinition.TypeParameters, method.TypeArguments);
        for (INamedTypeSymbol? type = member as INamedTypeSymbol ?? member.ContainingType; type is not null; type = type.ContainingType)
            Add(type.OriginalDefinition.TypeParameters, type.TypeArguments);
    }

    /// <summary>A type with its parameters replaced.</summary>
    public ITypeSymbol Of(ITypeSymbol type)
    {
        if (arguments.Count == 0)
            return type;
        switch (type)
        {
            case ITypeParameterSymbol:
                return arguments.TryGetValue(type.OriginalDefinition, out ITypeSymbol? argument) ? argument : type;
            case IArrayTypeSymbol array:
                return compilation.CreateArrayTypeSymbol(Of(array.ElementType), array.Rank);
            case INamedTypeSymbol { IsTupleType: true } tuple:
                return compilation.CreateTupleTypeSymbol(
                    [.. tuple.TupleElements.Select(element => Of(element.Type))],
                    [.. tuple.TupleElements.Select(element => element.IsExplicitlyNamedTupleElement ? element.Name : null)]
                );
            case INamedTypeSymbol named:
                return Of(named);
            default:
                return type;
        }
    }

    public INamedTypeSymbol Of(INamedTypeSymbol type)
    {
        if (arguments.Count == 0 || type.IsAnonymousType)
            return type;
        if (type.IsTupleType)
            return (INamedTypeSymbol)Of((ITypeSymbol)type);
        INamedTypeSymbol definition = type.OriginalDefinition;
        if (type.ContainingType is { } outer && IsOpen(outer))
            definition = Of(outer).GetTypeMembers(type.Name, type.Arity)[0];
        return type.Arity == 0 ? definition : definition.Construct([.. type.TypeArguments.Select(Of)]);
    }

    /// <summary>A method with its type arguments.</summary>
    public IMethodSymbol Of(IMethodSymbol method)
    {
        if (arguments.Count == 0 || method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction)
            return method.MethodKind == MethodKind.LocalFunction && method.IsGenericMethod && arguments.Count > 0
                ? method.OriginalDefinition.Construct([.. method.TypeArguments.Select(Of)])
                : method;
        IMethodSymbol found = method.OriginalDefinition;
        if (method.ContainingType is { } type && IsGeneric(type))
            found = In(Of(type), found);
        return method.IsGenericMethod ? found.Construct([.. method.TypeArguments.Select(Of)]) : found;
    }

    /// <summary>A field with the type arguments of its type.</summary>
    public IFieldSymbol Of(IFieldSymbol field) =>
        arguments.Count == 0 || !IsGeneric(field.ContainingType) || field.ContainingType.IsTupleType
            ? field
            : In(Of(field.ContainingType), field);

    /// <summary>The member of a constructed type that a member of its definition is.</summary>
    public static T In<T>(INamedTypeSymbol type, T member)
        where T : class, ISymbol =>
        type.GetMembers(member.Name)
            .OfType<T>()
            .FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, member.OriginalDefinition))
        ?? member;

    private static bool IsGeneric(INamedTypeSymbol type) => type.IsGenericType || (type.ContainingType is { } outer && IsGeneric(outer));

    private static bool IsOpen(INamedTypeSymbol type) => IsGeneric(type);

    private void Add(
        System.Collections.Immutable.ImmutableArray<ITypeParameterSymbol> parameters,
        System.Collections.Immutable.ImmutableArray<ITypeSymbol> given
    )
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(parameters[i], given[i]))
                arguments[parameters[i]] = given[i];
        }
    }
}
