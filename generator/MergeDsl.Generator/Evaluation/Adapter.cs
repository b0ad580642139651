using System.Collections;

namespace MergeDsl.Generator.Evaluation;

/// <summary>An object of the program as an interface of the runtime: each member calls the program.</summary>
internal abstract partial class Adapter(ProgramObject target) : IStandIn
{
    /// <summary>The adapters of interfaces that have type parameters, and of those that have none.</summary>
    private static readonly System.Collections.Generic.Dictionary<Type, Type> Known = new()
    {
        [typeof(IEnumerable)] = typeof(Untyped),
        [typeof(IEnumerable<>)] = typeof(Sequence<>),
        [typeof(IReadOnlyCollection<>)] = typeof(Collection<>),
        [typeof(IReadOnlyList<>)] = typeof(List<>),
        [typeof(IEnumerator)] = typeof(UntypedEnumerator),
        [typeof(IEnumerator<>)] = typeof(Enumerator<>),
        [typeof(IComparer<>)] = typeof(Comparer<>),
        [typeof(IEqualityComparer<>)] = typeof(EqualityComparer<>),
        [typeof(IComparable<>)] = typeof(Comparable<>),
        [typeof(IEquatable<>)] = typeof(Equatable<>),
        [typeof(IDisposable)] = typeof(Disposable),
        [typeof(ICollection<>)] = typeof(MutableList<>),
        [typeof(IList<>)] = typeof(MutableList<>),
        [typeof(IReadOnlyDictionary<,>)] = typeof(Dictionary<,>),
        [typeof(IDictionary<,>)] = typeof(MutableDictionary<,>),
        [typeof(IGrouping<,>)] = typeof(Group<,>),
        [typeof(IFormattable)] = typeof(Formattable),
        [typeof(ICloneable)] = typeof(Cloneable),
    };

    public ProgramObject Target => target;

    /// <summary>The object of the program that a value stands for; any other value as it is.</summary>
    public static object? Unwrap(object? value) => value is IStandIn standIn ? standIn.Target : value;

    /// <summary>The object as an interface; null where there is no adapter.</summary>
    public static object? Of(ProgramObject value, Type host)
    {
        Type definition = host.IsGenericType ? host.GetGenericTypeDefinition() : host;
        if (!Known.TryGetValue(definition, out Type? adapter))
            return null;
        if (adapter.IsGenericTypeDefinition)
            adapter = adapter.MakeGenericType(host.GetGenericArguments());
        return value.As(host, () => Activator.CreateInstance(adapter, value)!);
    }

    protected object? Call(string contract, string member, params object?[] arguments) =>
        Target.Type.Evaluator.CallContract(this, contract, member, arguments);

    private sealed class Untyped(ProgramObject target) : Adapter(target), IEnumerable
    {
        public IEnumerator GetEnumerator() =>
            Call("System.Collections.IEnumerable", "GetEnumerator") switch
            {
                IEnumerator host => host,
                ProgramObject made => (IEnumerator)Of(made, typeof(IEnumerator))!,
                _ => throw new NullReferenceException(),
            };
    }

    private sealed class UntypedEnumerator(ProgramObject target) : Adapter(target), IEnumerator
    {
        public object? Current => Call("System.Collections.IEnumerator", "get_Current");

        public bool MoveNext()
        {
            Evaluator.Current.Spend(1);
            return (bool)Call("System.Collections.IEnumerator", "MoveNext")!;
        }

        public void Reset() => Call("System.Collections.IEnumerator", "Reset");
    }

    private class Sequence<T>(ProgramObject target) : Adapter(target), IEnumerable<T>
    {
        public IEnumerator<T> GetEnumerator() =>
            Call("System.Collections.Generic.IEnumerable`1", "GetEnumerator") switch
            {
                IEnumerator<T> host => host,
                ProgramObject made => (IEnumerator<T>)Of(made, typeof(IEnumerator<T>))!,
                _ => throw new NullReferenceException(),
            };

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private class Collection<T>(ProgramObject target) : Sequence<T>(target), IReadOnlyCollection<T>
    {
        public int Count => (int)Call("System.Collections.Generic.IReadOnlyCollection`1", "get_Count")!;
    }

    private sealed class List<T>(ProgramObject target) : Collection<T>(target), IReadOnlyList<T>
    {
        public T this[int index] => (T)Call("System.Collections.Generic.IReadOnlyList`1", "get_Item", index)!;
    }

    private sealed class Group<TKey, T>(ProgramObject target) : Sequence<T>(target), IGrouping<TKey, T>
    {
        public TKey Key => (TKey)Call("System.Linq.IGrouping`2", "get_Key")!;
    }

    private sealed class Formattable(ProgramObject target) : Adapter(target), IFormattable
    {
        public string ToString(string? format, IFormatProvider? provider) =>
            (string)Call("System.IFormattable", "ToString", format, provider)!;
    }

    private sealed class Cloneable(ProgramObject target) : Adapter(target), ICloneable
    {
        public object Clone() => Call("System.ICloneable", "Clone")!;
    }

    private sealed class Enumerator<T>(ProgramObject target) : Adapter(target), IEnumerator<T>
    {
        public T Current => (T)Call("System.Collections.Generic.IEnumerator`1", "get_Current")!;

        object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            Evaluator.Current.Spend(1);
            return (bool)Call("System.Collections.IEnumerator", "MoveNext")!;
        }

        public void Reset() => Call("System.Collections.IEnumerator", "Reset");

        public void Dispose() => Call("System.IDisposable", "Dispose");
    }

    private sealed class Comparer<T>(ProgramObject target) : Adapter(target), IComparer<T>
    {
        public int Compare(T? x, T? y) => (int)Call("System.Collections.Generic.IComparer`1", "Compare", x, y)!;
    }

    private sealed class EqualityComparer<T>(ProgramObject target) : Adapter(target), IEqualityComparer<T>
    {
        public bool Equals(T? x, T? y) => (bool)Call("System.Collections.Generic.IEqualityComparer`1", "Equals", x, y)!;

        public int GetHashCode(T value) =>
            Target.Type.Evaluator.Hashing(() => (int)Call("System.Collections.Generic.IEqualityComparer`1", "GetHashCode", value)!);
    }

    private sealed class Comparable<T>(ProgramObject target) : Adapter(target), IComparable<T>
    {
        public int CompareTo(T? other) => (int)Call("System.IComparable`1", "CompareTo", other)!;
    }

    private sealed class Equatable<T>(ProgramObject target) : Adapter(target), IEquatable<T>
    {
        public bool Equals(T? other) => (bool)Call("System.IEquatable`1", "Equals", other)!;
    }

    private sealed class Disposable(ProgramObject target) : Adapter(target), IDisposable
    {
        public void Dispose() => Call("System.IDisposable", "Dispose");
    }
}
