using System.Runtime.CompilerServices;
using MergeDsl.Diagnostics;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Members of the program: which one a call reaches, and what it does.</summary>
internal sealed partial class Evaluator
{
    private readonly Dictionary<(IMethodSymbol Method, INamedTypeSymbol Type), IMethodSymbol?> overrides = new(new Dispatch());

    /// <summary>A method as it is: with no look at what overrides it.</summary>
    public Callable CallableOf(IMethodSymbol method)
    {
        method = method.PartialImplementationPart ?? method;
        if (!callables.TryGetValue(method, out Callable? callable))
            callables[method] = callable = Make(method);
        return callable;
    }

    /// <summary>The method that a call reaches in an object of a type.</summary>
    public IMethodSymbol Reached(IMethodSymbol method, INamedTypeSymbol type)
    {
        if (!overrides.TryGetValue((method, type), out IMethodSymbol? found))
            overrides[(method, type)] = found = FindReached(method, type);
        return found ?? method;
    }

    private static IMethodSymbol? FindReached(IMethodSymbol method, INamedTypeSymbol type)
    {
        if (method.ContainingType.TypeKind == TypeKind.Interface)
        {
            ISymbol? implementation = type.FindImplementationForInterfaceMember(method.ConstructedFrom);
            // Interfaces differ in nullability or in variance of their arguments only.
            foreach (INamedTypeSymbol contract in implementation is null ? type.AllInterfaces : [])
            {
                if (SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, method.ContainingType.OriginalDefinition))
                    implementation ??= type.FindImplementationForInterfaceMember(TypeMap.In(contract, method.ConstructedFrom));
            }
            if (implementation is not IMethodSymbol found)
                return null;
            return found.IsGenericMethod ? found.ConstructedFrom.Construct([.. method.TypeArguments]) : Overriding(found, type) ?? found;
        }
        return Overriding(method, type);
    }

    private static IMethodSymbol? Overriding(IMethodSymbol method, INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            foreach (IMethodSymbol candidate in at.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                for (IMethodSymbol? overridden = candidate; overridden is not null; overridden = overridden.OverriddenMethod)
                {
                    if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method.OriginalDefinition))
                        return method.IsGenericMethod ? candidate.ConstructedFrom.Construct([.. method.TypeArguments]) : candidate;
                }
            }
        }
        return null;
    }

    /// <summary>Calls a member of an interface of the runtime on an object of the program.</summary>
    public object? CallContract(Adapter adapter, string contract, string member, object?[] arguments)
    {
        ProgramObject target = adapter.Target;
        foreach (INamedTypeSymbol candidate in target.Type.Symbol.AllInterfaces)
        {
            if (
                HostTypes.MetadataName(candidate.OriginalDefinition) != contract
                || Types.Find(candidate)?.IsInstanceOfType(adapter) == false
            )
                continue;
            IMethodSymbol method = candidate
                .GetMembers(member)
                .OfType<IMethodSymbol>()
                .First(found => found.Parameters.Length == arguments.Length);
            return CallVirtual(target, method, target.Type.IsValue ? new BoxVariable(target) : target, arguments);
        }
        throw Impure($"{Printable.Quote(target.Type.Symbol.Name)} as {Printable.Quote(contract)}");
    }

    /// <summary>Calls a method on an object of the program, as its type has it.</summary>
    public object? CallVirtual(ProgramObject target, IMethodSymbol method, params object?[] arguments) =>
        CallVirtual(target, method, target.Type.IsValue ? new Cell(target) : target, arguments);

    private object? CallVirtual(ProgramObject target, IMethodSymbol method, object instance, object?[] arguments)
    {
        IMethodSymbol reached = Reached(method, target.Type.Symbol);
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = Normal(Adapter.Unwrap(arguments[i]), reached.Parameters[i].Type);
        return CallableOf(reached).Invoke(instance, arguments, last.Operation is null ? null : new(last.Operation, last.Call));
    }

    /// <summary>A method as a function, the same for one method and object: who takes a function away names it again.</summary>
    public object FunctionOf(IMethodSymbol method, object? target, Type type, Func<Closure> make)
    {
        if (!functions.TryGetValue((method, target, type), out object? function))
            functions[(method, target, type)] = function = Delegates.Create(type, make());
        return function;
    }

    private readonly Dictionary<(IMethodSymbol Method, object? Target, Type Type), object> functions = new(new FunctionIdentity());

    private sealed class FunctionIdentity : IEqualityComparer<(IMethodSymbol Method, object? Target, Type Type)>
    {
        public bool Equals((IMethodSymbol Method, object? Target, Type Type) x, (IMethodSymbol Method, object? Target, Type Type) y) =>
            ReferenceEquals(x.Target, y.Target) && x.Type == y.Type && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);

        public int GetHashCode((IMethodSymbol Method, object? Target, Type Type) of) =>
            SymbolEqualityComparer.Default.GetHashCode(of.Method) * 31 + RuntimeHelpers.GetHashCode(of.Target);
    }

    private Callable Make(IMethodSymbol method)
    {
        if (method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor)
            return MakeConstructor(method);
        if (Bodies.SyntaxOf(method) is { } syntax && IsOfCompilation(method))
            return MakeOfBody(method, syntax);
        if (method.AssociatedSymbol is IPropertySymbol property && BackingOf(property) is { } field)
            return MakeAutomatic(method, field);
        if (method.AssociatedSymbol is IEventSymbol happening && Types.IsOfProgram(method.ContainingType))
            return MakeAutomatic(method, happening);
        if (method.AssociatedSymbol is IPropertySymbol part && method.ContainingType.IsAnonymousType)
        {
            int slot = TypeOf(method.ContainingType).SlotOf(part);
            return new((instance, _, _) => ((ProgramObject)instance!).Fields[slot]);
        }
        return Synthesized(method) ?? new((_, _, call) => throw MissingBody(method, call));
    }

    private EvaluationStop MissingBody(IMethodSymbol method, CallSite? call)
    {
        EvaluationPoint spot = call is null ? last : new(call.Operation, call.Outer);
        return Stop(new NotEvaluable(spot, $"{Printable.Quote(Name(method))}, whose code is not in this project"));
    }

    private Callable MakeOfBody(IMethodSymbol method, SyntaxNode syntax)
    {
        if (method.IsAsync)
            return new(
                (_, _, call) =>
                    throw Stop(
                        new NotEvaluable(
                            new(call!.Operation, call.Outer),
                            "an asynchronous method: when it goes on is up to threads; write a method that returns its value"
                        )
                    )
            );
        var map = new TypeMap(compilation, method);
        var compiler = new Lazy<(Body, BodyCompiler)?>(() =>
        {
            if (GraphOf(syntax) is not { } graph)
                return null;
            var made = new BodyCompiler(this, graph, map, ParametersOf(method), method);
            return (made.Compile(), made);
        });
        return new(
            (instance, arguments, call) =>
            {
                if (compiler.Value is not ({ } body, { } code))
                    throw Stop(new BrokenCode(call is null ? last : new(call.Operation, call.Outer)));
                object?[] slots = new object?[code.SlotCount];
                Array.Copy(arguments, slots, arguments.Length);
                var frame = new Frame(slots, instance, call);
                return Run(body, frame, code, method.ReturnType is { } type ? map.Of(type) : null);
            }
        );
    }

    /// <summary>Runs a body, or makes the sequence that it yields.</summary>
    public object? Run(Body body, Frame frame, BodyCompiler compiler, ITypeSymbol? returned)
    {
        if (!compiler.IsIterator)
        {
            return Enter(
                () =>
                {
                    object? result = body.Run(frame);
                    if (frame.Call is null && frame.ResultOf is { } operation)
                        last = frame.SpotOf(operation);
                    return result;
                },
                frame.Call
            );
        }
        bool isEnumerator = returned!.Name == "IEnumerator";
        Type item = returned is INamedTypeSymbol { TypeArguments: [{ } argument] }
            ? Types.Find(argument) ?? throw Unknown(argument)
            : typeof(object);
        object?[] given = (object?[])frame.Slots.Clone();
        IIteration Start()
        {
            var own = new Frame((object?[])given.Clone(), frame.This is Cell cell ? new Cell(cell.Value) : frame.This, frame.Call);
            body.Start(own);
            return new Iteration(this, body, own);
        }
        return Activator.CreateInstance(
            (isEnumerator ? typeof(ProgramEnumerator<>) : typeof(ProgramSequence<>)).MakeGenericType(item),
            (Func<IIteration>)Start
        );
    }

    public EvaluationStop Unknown(ITypeSymbol type) =>
        type is IErrorTypeSymbol
            ? Stop(new BrokenCode(last))
            : Impure($"a value of the type {Printable.Quote(type.ToDisplayString())}{HostTypes.Reason(type)}");

    /// <summary>The parameters of a body: an extension member has its receiver as the first.</summary>
    private static IReadOnlyList<IParameterSymbol> ParametersOf(IMethodSymbol method) =>
        IsExtension(method)
            ? [method.OriginalDefinition.ContainingType.ExtensionParameter!, .. method.OriginalDefinition.Parameters]
            : method.OriginalDefinition.Parameters;

    /// <summary>Indicates whether a method is one of the instance members of an extension block.</summary>
    public static bool IsExtension(IMethodSymbol method) =>
        !method.IsStatic && method.ContainingType is { TypeKind: TypeKind.Extension, ExtensionParameter: not null };

    private Callable MakeAutomatic(IMethodSymbol accessor, IFieldSymbol field)
    {
        bool reads = accessor.MethodKind == MethodKind.PropertyGet;
        if (accessor.IsStatic)
        {
            return new(
                (_, arguments, call) =>
                {
                    if (reads)
                        return StaticOf(field, call);
                    SetStatic(field, arguments[0], call);
                    return null;
                }
            );
        }
        int slot = TypeOf(accessor.ContainingType).SlotOf(field);
        ProgramType type = TypeOf(accessor.ContainingType);
        return new(
            (instance, arguments, _) =>
            {
                Variable variable = instance is Variable whole
                    ? new PartVariable(whole, type, slot)
                    : new FieldVariable((ProgramObject)instance!, slot);
                if (reads)
                    return variable.Value;
                variable.Value = arguments[0];
                return null;
            }
        );
    }

    /// <summary>The accessors that the compiler makes for an event.</summary>
    private Callable MakeAutomatic(IMethodSymbol accessor, IEventSymbol happening)
    {
        ProgramType type = TypeOf(accessor.ContainingType);
        bool adds = accessor.MethodKind == MethodKind.EventAdd;
        return new(
            (instance, arguments, _) =>
            {
                Variable functions = Place(instance, type, happening);
                functions.Value = adds ? Delegates.Combine(functions.Value, arguments[0]) : Delegates.Remove(functions.Value, arguments[0]);
                return null;
            }
        );
    }

    /// <summary>The field that the compiler makes for a property; null where it makes none.</summary>
    public static IFieldSymbol? BackingOf(IPropertySymbol property) =>
        property
            .ContainingType.GetMembers()
            .OfType<IFieldSymbol>()
            .FirstOrDefault(field =>
                SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)
                || (property.PartialDefinitionPart is { } part && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, part))
            );

    /// <summary>The program's override of a member of the runtime, or null.</summary>
    public IMethodSymbol? OverrideOf(ProgramObject target, string name)
    {
        for (INamedTypeSymbol? at = target.Type.Symbol; at is not null && Types.IsOfProgram(at); at = at.BaseType)
        {
            if (at.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(method => method.IsOverride) is { } found)
                return found;
        }
        return null;
    }

    public static string Name(ISymbol symbol) =>
        symbol.ContainingType is { } type && symbol is not INamedTypeSymbol
            ? (type.TypeKind == TypeKind.Extension ? "" : type.Name + ".") + ((symbol as IMethodSymbol)?.AssociatedSymbol ?? symbol).Name
            : symbol.Name;

    private sealed class Dispatch : IEqualityComparer<(IMethodSymbol Method, INamedTypeSymbol Type)>
    {
        public bool Equals((IMethodSymbol Method, INamedTypeSymbol Type) x, (IMethodSymbol Method, INamedTypeSymbol Type) y) =>
            SymbolEqualityComparer.Default.Equals(x.Method, y.Method) && SymbolEqualityComparer.Default.Equals(x.Type, y.Type);

        public int GetHashCode((IMethodSymbol Method, INamedTypeSymbol Type) pair) =>
            SymbolEqualityComparer.Default.GetHashCode(pair.Method) * 31 + SymbolEqualityComparer.Default.GetHashCode(pair.Type);
    }

    private sealed class Iteration(Evaluator evaluator, Body body, Frame frame) : IIteration
    {
        private bool isDone,
            isRunning;

        public object? Current => frame.Yielded;

        public bool MoveNext()
        {
            if (isDone)
                return false;
            isRunning = true;
            try
            {
                bool goesOn = (bool)evaluator.Enter(() => body.Resume(frame), frame.Call)!;
                isDone = !goesOn;
                return goesOn;
            }
            catch
            {
                isDone = true;
                throw;
            }
            finally
            {
                isRunning = false;
            }
        }

        public void Dispose()
        {
            if (isDone || isRunning || frame.Block == 0)
                return;
            isDone = true;
            evaluator.Enter(
                () =>
                {
                    body.Abandon(frame);
                    return null;
                },
                frame.Call
            );
        }
    }
}
