using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Members: of the library called, of the compilation entered, of the runtime those that are listed.</summary>
internal sealed partial class Evaluator
{
    private readonly Dictionary<ISymbol, object?> statics = new(SymbolEqualityComparer.Default);
    private readonly List<(ISymbol Member, Spot Spot)> initializing = [];

    public override object? VisitInvocation(IInvocationOperation operation, Frame frame)
    {
        IMethodSymbol method = operation.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            Closure closure =
                Visit(operation.Instance, frame) as Closure
                ?? throw new DeclarationThrows(frame.At(operation), new NullReferenceException("the function is null"));
            return closure(Arguments(operation.Arguments, frame).Values);
        }
        if (HostMembers.AreCalled(method.ContainingType))
        {
            if (members.Method(method) is not { } member)
                throw NotEvaluated(operation, frame, $"the method {Printable.Quote(method.Name)}");
            Operand? instance = operation.Instance is null ? null : Operand(operation.Instance, frame);
            if (operation.Instance is not null && instance!.Value is null)
                throw new DeclarationThrows(frame.At(operation), new NullReferenceException("the instance is null"));
            (object?[] values, List<Operand> operands) = Arguments(operation.Arguments, frame);
            object? result = Call(member, instance?.Value, values, operation, frame);
            Origins.Made(result, frame.At(operation), operands, instance);
            return result;
        }
        if ((method.IsStatic || method.MethodKind == MethodKind.LocalFunction) && IsOfCompilation(method))
            return Enter(method, Arguments(operation.Arguments, frame).Values, operation, frame);
        return OfRuntime(operation, frame);
    }

    public override object? VisitPropertyReference(IPropertyReferenceOperation operation, Frame frame)
    {
        IPropertySymbol property = operation.Property;
        if (property.IsStatic && property.Name == KnownNames.Plan && planOf(property.ContainingType, frame.At(operation)) is { } plan)
            return plan;
        if (HostMembers.AreCalled(property.ContainingType))
        {
            if (members.Property(property) is not { GetMethod: { } getter })
                throw NotEvaluated(operation, frame, $"the property {Printable.Quote(property.Name)}");
            Operand? instance = operation.Instance is null ? null : Operand(operation.Instance, frame);
            if (operation.Instance is not null && instance!.Value is null)
                throw new DeclarationThrows(frame.At(operation), new NullReferenceException("the instance is null"));
            (object?[] values, List<Operand> operands) = Arguments(operation.Arguments, frame);
            object? result = Call(getter, instance?.Value, values, operation, frame);
            if (instance is not null)
                Origins.Made(result, frame.At(operation), operands, instance);
            return result;
        }
        if (operation.Instance is { } part && OwnTypes.ParameterOf(property) is { } parameter)
            return Visit(part, frame) is MergePart declared
                ? declared.Find(parameter)
                : throw new DeclarationThrows(frame.At(operation), new NullReferenceException("the instance is null"));
        if (!property.IsStatic || !IsOfCompilation(property) || property.IsIndexer)
            throw NotEvaluated(operation, frame, $"the property {Printable.Quote(Name(property))}");
        property = Bodies.Implemented(property);
        if (property.SetMethod is null && IsAutomatic(property))
            return Static(property, operation, frame);
        if (BodyOf(property, frame.At(operation)) is not { } body || property.SetMethod is not null)
            throw NotEvaluated(
                operation,
                frame,
                $"the property {Printable.Quote(Name(property))}, which can change or is not an expression,"
            );
        if (frame.Call?.Depth >= MostDepth)
            throw NotEvaluated(operation, frame, $"more than {MostDepth} calls inside each other");
        return Result(body, property.Type, new Frame(property, null, CallSite.Of(operation, frame.Call)), operation, frame);
    }

    public override object? VisitFieldReference(IFieldReferenceOperation operation, Frame frame)
    {
        IFieldSymbol field = operation.Field;
        if (field.ContainingType.IsTupleType && operation.Instance is not null)
        {
            int index = field.ContainingType.TupleElements.IndexOf(
                field.ContainingType.TupleElements.First(element =>
                    SymbolEqualityComparer.Default.Equals(
                        element.CorrespondingTupleField ?? element,
                        field.CorrespondingTupleField ?? field
                    )
                )
            );
            return TupleElement(Visit(operation.Instance, frame)!, index, operation, frame);
        }
        if (!field.IsStatic)
            throw NotEvaluated(operation, frame, $"the field {Printable.Quote(Name(field))} of an object");
        if (HostMembers.AreCalled(field.ContainingType))
            return members.Field(field) is { } member
                ? member.GetValue(null)
                : throw NotEvaluated(operation, frame, $"the field {Printable.Quote(Name(field))}");
        if (!field.IsReadOnly || !IsOfCompilation(field))
            throw NotEvaluated(
                operation,
                frame,
                $"the field {Printable.Quote(Name(field))}, which {(field.IsReadOnly ? "is another assembly's" : "can change")},"
            );
        return Static(field, operation, frame);
    }

    public override object? VisitDelegateCreation(IDelegateCreationOperation operation, Frame frame) =>
        operation.Target switch
        {
            IAnonymousFunctionOperation lambda => Function(lambda.Symbol, lambda.Body, lambda, frame),
            IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } or { IsStatic: true } } reference
                when IsOfCompilation(reference.Method) => Reference(reference, frame),
            _ => throw NotEvaluated(operation, frame, "this function as a value"),
        };

    private Operand Operand(IOperation operation, Frame frame) => new("", Visit(operation, frame), frame.At(operation));

    private Closure Reference(IMethodReferenceOperation reference, Frame frame)
    {
        Frame now = frame.Snapshot();
        return arguments => Enter(reference.Method, arguments, reference, now);
    }

    private Closure Function(IMethodSymbol lambda, IBlockOperation body, IOperation operation, Frame frame)
    {
        CheckCaptures(lambda, body, operation, frame);
        Frame now = frame.Snapshot();
        return arguments => Run(body, Bind(lambda, arguments, new Frame(lambda, now, CallSite.Of(operation, frame.Call))));
    }

    /// <summary>Calls a static method or a local function of the compilation.</summary>
    private object? Enter(IMethodSymbol method, object?[] arguments, IOperation operation, Frame frame)
    {
        if (method.IsGenericMethod || method.ContainingType.IsGenericType)
            throw NotEvaluated(operation, frame, $"the generic method {Printable.Quote(method.Name)}");
        if (frame.Call?.Depth >= MostDepth)
            throw NotEvaluated(operation, frame, $"more than {MostDepth} calls inside each other");
        if (method.IsAsync)
            throw NotEvaluated(operation, frame, "an asynchronous method");
        method = Bodies.Implemented(method);
        Frame? enclosing = null;
        if (method.MethodKind == MethodKind.LocalFunction)
            enclosing = frame.Of(
                method.ContainingSymbol is IMethodSymbol { AssociatedSymbol: IPropertySymbol property } ? property : method.ContainingSymbol
            );
        else if (method.MethodKind != MethodKind.Ordinary)
            throw NotEvaluated(operation, frame, $"the method {Printable.Quote(method.Name)}");
        IOperation body =
            BodyOf(method, frame.At(operation)) ?? throw NotEvaluated(operation, frame, $"the method {Printable.Quote(Name(method))}");
        if (enclosing is not null)
            CheckCaptures(method, body, operation, frame);
        var inner = new Frame(method, enclosing, CallSite.Of(operation, frame.Call));
        return Result(body, method.ReturnType, Bind(method, arguments, inner), operation, frame);
    }

    /// <summary>What a body returns, or the sequence that it yields.</summary>
    private object? Result(IOperation body, ITypeSymbol type, Frame inner, IOperation operation, Frame frame)
    {
        object? result = Run(body, inner);
        if (!IsIterator(body))
            return result;
        return Sequence(
            Host(type is INamedTypeSymbol { TypeArguments.Length: 1 } items ? items.TypeArguments[0] : null, operation, frame),
            inner.Yielded
        );
    }

    private void CheckCaptures(IMethodSymbol function, IOperation body, IOperation operation, Frame frame)
    {
        if (captures.Changing(function, body) is { } variable)
            throw NotEvaluated(operation, frame, $"a function that uses the variable {Printable.Quote(variable.Name)}, which changes,");
    }

    private static Frame Bind(IMethodSymbol method, object?[] arguments, Frame frame)
    {
        for (int i = 0; i < method.Parameters.Length; i++)
            frame.Declare(method.Parameters[i], arguments[i]);
        return frame;
    }

    /// <summary>The value of a static read-only field or property with an initializer: evaluated once.</summary>
    private object? Static(ISymbol member, IOperation operation, Frame frame)
    {
        if (statics.TryGetValue(member, out object? value))
            return value;
        INamedTypeSymbol type = member.ContainingType;
        LookInto(member);
        SyntaxNode? declaration = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel);
        EqualsValueClauseSyntax? initializer = declaration switch
        {
            VariableDeclaratorSyntax field => field.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };
        if (initializer is null || type.IsGenericType)
            throw NotEvaluated(operation, frame, $"the static member {Printable.Quote(Name(member))}, which has no initializer,");
        if (type.StaticConstructors.Any(constructor => !constructor.IsImplicitlyDeclared))
            throw NotEvaluated(operation, frame, $"a static member of {Printable.Quote(type.Name)}, which has a static constructor,");
        foreach ((ISymbol earlier, _) in initializing)
        {
            // Initializers run from top to bottom: one that reads what comes after it would see nothing yet.
            if (!SymbolEqualityComparer.Default.Equals(earlier.ContainingType, type))
                continue;
            SyntaxReference reading = earlier.DeclaringSyntaxReferences[0],
                read = member.DeclaringSyntaxReferences[0];
            if (reading.SyntaxTree != read.SyntaxTree || read.Span.Start >= reading.Span.Start)
                throw NotEvaluated(operation, frame, $"the static member {Printable.Quote(member.Name)} before it has its value");
        }
        IOperation body =
            bodies.OfInitializer(initializer, cancel)
            ?? throw NotEvaluated(operation, frame, $"the static member {Printable.Quote(Name(member))}");
        initializing.Add((member, frame.At(operation)));
        value = Visit(body, new Frame(member, null, CallSite.Of(operation, frame.Call)));
        initializing.RemoveAt(initializing.Count - 1);
        return statics[member] = value;
    }

    private static bool IsAutomatic(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is PropertyDeclarationSyntax { Initializer: not null } syntax
        && Bodies.GetterOf(syntax) is null;

    private bool IsOfCompilation(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Length > 0
        && SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);

    private void LookInto(ISymbol member) => entered.UnionWith(member.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree));

    private IOperation? BodyOf(ISymbol symbol, Spot spot)
    {
        LookInto(symbol);
        IOperation? body = bodies.Of(symbol, out bool isBroken, cancel);
        return isBroken && spot.Operation is not null ? throw new BrokenCode(spot) : body;
    }

    private static string Name(ISymbol symbol) => symbol.ContainingType is { } type ? type.Name + "." + symbol.Name : symbol.Name;
}
