using System.Linq.Expressions;
using System.Runtime.ExceptionServices;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Makes functions of the program the delegates that the runtime calls.</summary>
internal static class Delegates
{
    /// <summary>A delegate of a type that calls a closure.</summary>
    public static object Create(Type type, Closure closure)
    {
        if (type == typeof(Closure))
            return closure;
        System.Reflection.MethodInfo invoke = type.GetMethod("Invoke")!;
        Type[] parameters = [.. invoke.GetParameters().Select(parameter => parameter.ParameterType)];
        bool isVoid = invoke.ReturnType == typeof(void);
        string name = (isVoid ? "Do" : "Get") + parameters.Length;
        if (typeof(Shim).GetMethod(name) is { } method)
        {
            Type[] arguments = isVoid ? parameters : [.. parameters, invoke.ReturnType];
            if (method.IsGenericMethodDefinition)
                method = method.MakeGenericMethod(arguments);
            return Delegate.CreateDelegate(type, new Shim(closure), method);
        }
        ParameterExpression[] given = [.. parameters.Select(Expression.Parameter)];
        Expression call = Expression.Call(
            Expression.Constant(closure),
            nameof(Closure.Invoke),
            null,
            Expression.NewArrayInit(typeof(object), given.Select(parameter => Expression.Convert(parameter, typeof(object))))
        );
        return Expression.Lambda(type, isVoid ? call : Expression.Convert(call, invoke.ReturnType), given).Compile();
    }

    /// <summary>Calls a delegate, of the program or of the runtime.</summary>
    public static object? Invoke(object function, object?[] arguments)
    {
        object[] parts = Parts(function);
        object? result = null;
        foreach (object part in parts)
        {
            result = part switch
            {
                Closure closure => closure.Invoke(arguments),
                Delegate { Target: Shim shim } => shim.Closure.Invoke(arguments),
                Delegate other => OfRuntime(other, arguments),
                _ => throw new NullReferenceException(),
            };
        }
        return result;
    }

    /// <summary>The functions that a delegate calls, one after the other.</summary>
    public static object[] Parts(object function) =>
        function switch
        {
            Closure closure => closure.Parts.Count > 0 ? [.. closure.Parts] : [closure],
            Delegate { Target: Shim } single when single.GetInvocationList().Length == 1 => [single],
            Delegate host => host.GetInvocationList(),
            _ => [function],
        };

    /// <summary>Both functions, one after the other.</summary>
    public static object? Combine(object? first, object? second) =>
        first is null || second is null ? first ?? second
        : first is Delegate host ? Delegate.Combine(host, (Delegate)second)
        : Of([.. Parts(first), .. Parts(second)]);

    /// <summary>A delegate without the last run of functions that another calls.</summary>
    public static object? Remove(object? from, object? value)
    {
        if (from is null || value is null)
            return from;
        if (from is Delegate host)
            return Delegate.Remove(host, (Delegate)value);
        object[] all = Parts(from),
            gone = Parts(value);
        for (int at = all.Length - gone.Length; at >= 0; at--)
        {
            if (all.Skip(at).Take(gone.Length).SequenceEqual(gone))
                return Of([.. all.Take(at), .. all.Skip(at + gone.Length)]);
        }
        return from;
    }

    public static bool AreEqual(object? left, object? right) =>
        left is null || right is null ? left is null && right is null : Parts(left).SequenceEqual(Parts(right));

    private static object? Of(object[] parts) =>
        parts.Length switch
        {
            0 => null,
            1 => parts[0],
            _ => new Closure(arguments => parts.Aggregate((object?)null, (_, part) => ((Closure)part).Invoke(arguments)))
            {
                Parts = [.. parts.Cast<Closure>()],
            },
        };

    private static object? OfRuntime(Delegate function, object?[] arguments)
    {
        try
        {
            return function.DynamicInvoke(arguments);
        }
        catch (System.Reflection.TargetInvocationException fault) when (fault.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Capture(inner).Throw();
            throw;
        }
    }

    /// <summary>Methods of every shape that a delegate can have; their one job is to call the closure.</summary>
    private sealed class Shim(Closure closure)
    {
        public Closure Closure => closure;

        public void Do0() => closure.Invoke();

        public void Do1<T1>(T1 a) => closure.Invoke(a);

        public void Do2<T1, T2>(T1 a, T2 b) => closure.Invoke(a, b);

        public void Do3<T1, T2, T3>(T1 a, T2 b, T3 c) => closure.Invoke(a, b, c);

        public void Do4<T1, T2, T3, T4>(T1 a, T2 b, T3 c, T4 d) => closure.Invoke(a, b, c, d);

        public TResult Get0<TResult>() => (TResult)closure.Invoke()!;

        public TResult Get1<T1, TResult>(T1 a) => (TResult)closure.Invoke(a)!;

        public TResult Get2<T1, T2, TResult>(T1 a, T2 b) => (TResult)closure.Invoke(a, b)!;

        public TResult Get3<T1, T2, T3, TResult>(T1 a, T2 b, T3 c) => (TResult)closure.Invoke(a, b, c)!;

        public TResult Get4<T1, T2, T3, T4, TResult>(T1 a, T2 b, T3 c, T4 d) => (TResult)closure.Invoke(a, b, c, d)!;
    }
}
