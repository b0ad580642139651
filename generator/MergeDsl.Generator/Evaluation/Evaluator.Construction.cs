using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Constructors of the program: parameters that are kept, initializers, bases, bodies.</summary>
internal sealed partial class Evaluator
{
    private Callable MakeConstructor(IMethodSymbol constructor)
    {
        ProgramType type = TypeOf(constructor.ContainingType);
        SyntaxNode? syntax = constructor.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        bool isPrimary = syntax is TypeDeclarationSyntax;
        if (constructor.IsStatic)
            return MakeOfBody(constructor, syntax!);
        bool goesOn =
            syntax is ConstructorDeclarationSyntax
            {
                Initializer.RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.ThisConstructorInitializer
            };
        Callable? body = syntax is ConstructorDeclarationSyntax ? MakeOfBody(constructor, syntax) : null;
        SyntaxNode? baseCall = (syntax as TypeDeclarationSyntax)
            ?.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>()
            .FirstOrDefault();
        Callable? toBase = baseCall is null ? null : MakeOfBody(constructor, baseCall);
        bool callsBase = syntax is ConstructorDeclarationSyntax { Initializer: not null } || baseCall is not null || goesOn;
        bool isCopy =
            type.Symbol is { IsRecord: true, IsValueType: false }
            && constructor.Parameters is [{ Type: var copied }]
            && SymbolEqualityComparer.Default.Equals(copied, type.Symbol);
        if (isCopy && constructor.IsImplicitlyDeclared)
        {
            return new(
                (instance, arguments, _) =>
                {
                    CopyInto((ProgramObject)instance!, (ProgramObject)arguments[0]!, type.Symbol);
                    return null;
                }
            );
        }
        return new(
            (instance, arguments, call) =>
            {
                if (isPrimary)
                {
                    for (int i = 0; i < arguments.Length; i++)
                        Place(instance, type, constructor.Parameters[i]).Value = arguments[i];
                    StorePositional(constructor, type, instance, arguments);
                }
                if (!goesOn && !isCopy)
                    Initialize(type, instance, call);
                toBase?.Invoke(instance, arguments, call);
                if (!callsBase && type.Base is { } parent)
                    CallBase(parent, instance, call);
                else if (!callsBase && instance is ProgramObject { Host: null } made)
                    MakeHost(made, type.Symbol, call);
                return body?.Invoke(instance, arguments, call);
            }
        );
    }

    /// <summary>Makes the part of an object that is of a class of the runtime, by the constructor without parameters.</summary>
    private void MakeHost(ProgramObject made, INamedTypeSymbol type, CallSite? call)
    {
        if (Types.IsException(type))
            made.Host = new ProgramException(made, null, null);
        else if (
            type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: not SpecialType.System_Object } parent }
            && (Types.Find(parent) is not { } host || !Hosted.TryCreate(made, host, [], []))
        )
            throw Stop(new NotEvaluable(call is null ? last : new(call.Operation, call.Outer), WhyNoBase(parent)));
    }

    /// <summary>The reason for which no object can have a base.</summary>
    public static string WhyNoBase(INamedTypeSymbol parent)
    {
        string reason = HostTypes.Reason(parent);
        return $"an object whose base is {Printable.Quote(parent.ToDisplayString())}{(reason.Contains(";") ? reason : reason + "; keep one in a field")}";
    }

    private void CallBase(ProgramType parent, object? instance, CallSite? call)
    {
        IMethodSymbol? constructor = parent.Symbol.InstanceConstructors.FirstOrDefault(candidate =>
            candidate.Parameters.All(parameter => parameter.IsOptional || parameter.IsParams)
            && !(parent.Symbol.IsRecord && candidate.Parameters.Length == 1 && candidate.IsImplicitlyDeclared)
        );
        if (constructor is null || constructor.Parameters.Length > 0)
            throw Impure($"the constructor of {Printable.Quote(parent.Symbol.Name)} with optional arguments that is not written");
        CallableOf(constructor).Invoke(instance, [], call);
    }

    private static Variable Place(object? instance, ProgramType type, ISymbol field)
    {
        int slot = type.SlotOf(field);
        return instance is Variable whole ? new PartVariable(whole, type, slot) : new InitialVariable((ProgramObject)instance!, slot);
    }

    private static void StorePositional(IMethodSymbol constructor, ProgramType type, object? instance, object?[] arguments)
    {
        if (!type.Symbol.IsRecord)
            return;
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            IPropertySymbol? property = type
                .Symbol.GetMembers(parameter.Name)
                .OfType<IPropertySymbol>()
                .FirstOrDefault(candidate => candidate.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ParameterSyntax);
            if (property is not null && BackingOf(property) is { } field)
                Place(instance, type, field).Value = arguments[parameter.Ordinal];
        }
    }

    /// <summary>Runs the initializers of the fields and properties of an object, in their order.</summary>
    private void Initialize(ProgramType type, object? instance, CallSite? call)
    {
        foreach (ISymbol member in type.Symbol.GetMembers())
        {
            if (member.IsStatic || InitializerOf(member) is not { } initializer)
                continue;
            ISymbol field = member is IPropertySymbol property ? BackingOf(property)! : member;
            Place(instance, type, field).Value = RunInitializer(initializer, member, instance, call);
        }
    }

    private readonly Dictionary<(SyntaxNode, INamedTypeSymbol), (Body Body, BodyCompiler Code)> initializers = [];

    private object? RunInitializer(EqualsValueClauseSyntax initializer, ISymbol member, object? instance, CallSite? call)
    {
        INamedTypeSymbol type = member.ContainingType;
        if (!initializers.TryGetValue((initializer, type), out (Body Body, BodyCompiler Code) made))
        {
            ControlFlowGraph graph = GraphOf(initializer) ?? throw Stop(new BrokenCode(last));
            var compiler = new BodyCompiler(this, graph, new(compilation, member), [], member);
            initializers[(initializer, type)] = made = (compiler.Compile(), compiler);
        }
        var frame = new Frame(new object?[made.Code.SlotCount], instance, call);
        Enter(() => made.Body.Run(frame), call);
        if (call is null && frame.ResultOf is { } operation)
            last = frame.SpotOf(operation);
        return frame.Result;
    }

    private static EqualsValueClauseSyntax? InitializerOf(ISymbol member) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax field => field.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };

    /// <summary>A field while its object is made: nobody else knows the object yet.</summary>
    private sealed class InitialVariable(ProgramObject instance, int slot) : Variable
    {
        public override object? Value
        {
            get => instance.Fields[slot];
            set => instance.Fields[slot] = value;
        }
    }
}
