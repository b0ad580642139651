using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Functions as values: lambdas, local functions, delegates and method groups.</summary>
internal sealed partial class BodyCompiler
{
    private Code DelegateCall(IInvocationOperation operation)
    {
        Code function = Compile(operation.Instance!);
        Code[] given = Arguments(operation.Arguments);
        ITypeSymbol returned = map.Of(operation.TargetMethod.ReturnType);
        return frame =>
        {
            object target =
                function(frame)
                ?? throw evaluator.Thrown(
                    new NullReferenceException("Object reference not set to an instance of an object."),
                    frame.SpotOf(operation)
                );
            object?[] values = [.. given.Select(argument => argument(frame))];
            return evaluator.Normal(evaluator.Guard(() => Delegates.Invoke(target, values), operation, frame), returned);
        };
    }

    private Code LocalCall(IInvocationOperation operation, IMethodSymbol method)
    {
        Func<object?[], CallSite?, object?[], object?, object?> function = Function(method);
        Code[] given = Arguments(operation.Arguments);
        bool deref = method.ReturnsByRef || method.ReturnsByRefReadonly;
        return frame =>
        {
            object?[] values = [.. given.Select(argument => argument(frame))];
            object? result = function(values, new(operation, frame.Call), frame.Slots, frame.This);
            return deref ? ((Variable)result!).Value : result;
        };
    }

    /// <summary>A local function: called with its arguments, the call, and the variables around it.</summary>
    private Func<object?[], CallSite?, object?[], object?, object?> Function(IMethodSymbol method)
    {
        IMethodSymbol definition = method.OriginalDefinition;
        BodyCompiler root = this;
        while (root.outer is not null)
            root = root.outer;
        IMethodSymbol constructed = map.Of(method);
        if (!root.functions.TryGetValue(constructed, out (Body Body, BodyCompiler Code) made))
        {
            if (definition.IsAsync)
                return (_, call, _, _) =>
                    throw evaluator.Stop(new NotEvaluable(new(call!.Operation, call.Outer), "an asynchronous method"));
            ControlFlowGraph local = graph.GetLocalFunctionControlFlowGraphInScope(definition);
            var compiler = new BodyCompiler(
                evaluator,
                local,
                new(evaluator.Compilation, constructed, map),
                definition.Parameters,
                definition,
                this
            );
            // The function may call itself: it is known before its body is.
            var pending = new Lazy<Body>(compiler.Compile);
            root.functions[constructed] = made = (null!, compiler);
            compiler.body = pending;
        }
        BodyCompiler code = made.Code;
        ITypeSymbol returned = code.map.Of(definition.ReturnType);
        return (values, call, around, instance) =>
        {
            Body body = code.body!.Value;
            return evaluator.Run(body, code.NewFrame(values, call, around, instance), code, returned);
        };
    }

    private Lazy<Body>? body;

    private Frame NewFrame(object?[] values, CallSite? call, object?[] around, object? instance)
    {
        object?[] slots = new object?[SlotCount];
        Array.Copy(around, slots, Math.Min(around.Length, slots.Length));
        for (int i = 0; i < parameters.Count; i++)
            slots[SlotOf(parameters[i])] = values[i];
        return new(slots, instance, call);
    }

    private Code Lambda(IFlowAnonymousFunctionOperation operation, Type? type)
    {
        ControlFlowGraph inner = graph.GetAnonymousFunctionControlFlowGraph(operation);
        IMethodSymbol symbol = operation.Symbol;
        if (symbol.IsAsync)
            return NotPure(operation, "an asynchronous function: when it goes on is up to threads; write one that returns its value");
        var compiler = new BodyCompiler(evaluator, inner, map, symbol.Parameters, symbol, this);
        var body = new Lazy<Body>(compiler.Compile);
        ITypeSymbol[] types = [.. symbol.Parameters.Select(parameter => map.Of(parameter.Type))];
        Type host = type ?? typeof(Closure);
        ITypeSymbol returned = map.Of(symbol.ReturnType);
        Type? result = symbol.ReturnsVoid ? null : evaluator.Types.Find(returned);
        return frame =>
        {
            object?[] around = (object?[])frame.Slots.Clone();
            var closure = new Closure(arguments =>
            {
                object?[] values = new object?[arguments.Length];
                for (int i = 0; i < values.Length; i++)
                    values[i] = evaluator.Normal(arguments[i], types[i]);
                object? value = evaluator.Run(
                    body.Value,
                    compiler.NewFrame(values, new(operation, frame.Call), around, frame.This),
                    compiler,
                    returned
                );
                return result is null ? value : evaluator.Adapt(value, result);
            });
            return Delegates.Create(host, closure);
        };
    }

    private Code DelegateOf(IDelegateCreationOperation operation)
    {
        Type type = HostOf(TypeOf(operation));
        switch (operation.Target)
        {
            case IFlowAnonymousFunctionOperation lambda:
                return Lambda(lambda, type);
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } local }:
                Func<object?[], CallSite?, object?[], object?, object?> function = Function(local);
                return frame =>
                    evaluator.FunctionOf(
                        local,
                        frame,
                        type,
                        () =>
                        {
                            object?[] around = (object?[])frame.Slots.Clone();
                            return new(arguments => function(arguments, new(operation, frame.Call), around, frame.This));
                        }
                    );
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.DelegateInvoke, Instance: { } inner }:
                return DelegateOfDelegate(inner, type);
            case IMethodReferenceOperation reference:
                return MethodGroup(operation, reference, type);
            default:
                return DelegateOfDelegate(operation.Target, type);
        }
    }

    private Code DelegateOfDelegate(IOperation operation, Type type)
    {
        Code value = Compile(operation);
        return frame =>
        {
            object inner = value(frame) ?? throw evaluator.Thrown(new NullReferenceException(), frame.SpotOf(operation));
            return Delegates.Create(type, new(arguments => Delegates.Invoke(inner, arguments)));
        };
    }

    private Code MethodGroup(IDelegateCreationOperation operation, IMethodReferenceOperation reference, Type type)
    {
        IMethodSymbol method = reference.Method;
        Reference? instance = reference.Instance is null ? null : Instance(reference.Instance);
        int count = method.Parameters.Length;
        IMethodSymbol? invoke = (operation.Type as INamedTypeSymbol)?.DelegateInvokeMethod;
        // An extension method that is called on its first argument.
        bool isBound = invoke is not null && method.IsStatic && count == invoke.Parameters.Length + 1 && instance is not null;
        ITypeSymbol[] types = [.. method.Parameters.Select(parameter => map.Of(parameter.Type))];
        return frame =>
        {
            Variable? target = instance is null ? null : new Cell(ProgramObject.Unshared(instance(frame).Value));
            if (target?.Value is ProgramObject { Type.IsValue: true } box)
                target = new BoxVariable(box);
            Code[] given = new Code[count];
            object?[] current = [];
            for (int i = 0; i < count; i++)
            {
                int at = isBound ? i - 1 : i;
                given[i] = at < 0 ? _ => target!.Value : _ => current[at];
            }
            Code call = Call(
                operation,
                method,
                isBound || target is null ? null : _ => target,
                given,
                default,
                false,
                reference.IsVirtual || method.ContainingType.TypeKind == TypeKind.Interface,
                reference.ConstrainedToType
            );
            return evaluator.FunctionOf(
                method,
                target?.Value,
                type,
                () =>
                    new(arguments =>
                    {
                        object?[] before = current;
                        current = [.. arguments.Select((argument, i) => evaluator.Normal(argument, types[isBound ? i + 1 : i]))];
                        try
                        {
                            return call(frame);
                        }
                        finally
                        {
                            current = before;
                        }
                    })
            );
        };
    }
}
