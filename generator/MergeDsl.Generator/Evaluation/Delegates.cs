using System.Linq.Expressions;

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
    public static object? Invoke(object function, object?[] arguments) =>
        function switch
        {
            Closure closure => closure.Invoke(arguments),
            Delegate { Target: Shim shim } => shim.Closure.Invoke(arguments),
            Delegate other => other.DynamicInvoke(arguments),
            _ => throw new NullReferenceException(),
        };

    /// <summary>Both functions, one after the other.</summary>
    public static object? Combine(object? first, object? second)
    {
        if (first is null || second is null)
            return first ?? second;
        return Create(
            first is Closure ? typeof(Closure) : first.GetType(),
            new(arguments =>
            {
                Invoke(first, arguments);
                return Invoke(second, arguments);
            })
        );
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
