namespace MergeDsl.Generator.Evaluation;

/// <summary>A dictionary that nobody changes, and whose order follows hashes.</summary>
internal sealed class FrozenDictionary<TKey, TValue>(Dictionary<TKey, TValue> pairs) : IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    public TValue this[TKey key] => pairs[key];

    public int Count => pairs.Count;

    public IEnumerable<TKey> Keys => throw Evaluator.Current.Impure(HostMembers.HashOrder);

    public IEnumerable<TValue> Values => throw Evaluator.Current.Impure(HostMembers.HashOrder);

    public bool ContainsKey(TKey key) => pairs.ContainsKey(key);

    public bool TryGetValue(TKey key, out TValue value) => pairs.TryGetValue(key, out value!);

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => throw Evaluator.Current.Impure(HostMembers.HashOrder);

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A set that nobody changes, and whose order follows hashes.</summary>
internal sealed class FrozenSet<T>(HashSet<T> items) : IReadOnlyCollection<T>
{
    public int Count => items.Count;

    public bool Contains(T item) => items.Contains(item);

    public IEnumerator<T> GetEnumerator() => throw Evaluator.Current.Impure(HostMembers.HashOrder);

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

internal static class FrozenShims
{
    public static FrozenDictionary<TKey, TValue> ToFrozenDictionary<TKey, TValue>(
        IEnumerable<KeyValuePair<TKey, TValue>> pairs,
        IEqualityComparer<TKey>? comparer
    )
        where TKey : notnull => new(pairs.ToDictionary(pair => pair.Key, pair => pair.Value, comparer));

    public static FrozenDictionary<TKey, T> ToFrozenDictionary<T, TKey>(
        IEnumerable<T> items,
        Func<T, TKey> key,
        IEqualityComparer<TKey>? comparer
    )
        where TKey : notnull => new(items.ToDictionary(key, comparer));

    public static FrozenDictionary<TKey, TValue> ToFrozenDictionary<T, TKey, TValue>(
        IEnumerable<T> items,
        Func<T, TKey> key,
        Func<T, TValue> value,
        IEqualityComparer<TKey>? comparer
    )
        where TKey : notnull => new(items.ToDictionary(key, value, comparer));

    public static FrozenSet<T> ToFrozenSet<T>(IEnumerable<T> items, IEqualityComparer<T>? comparer) => new(new(items, comparer));

    public static TValue? GetValueOrDefault<TKey, TValue>(FrozenDictionary<TKey, TValue> pairs, TKey key)
        where TKey : notnull => pairs.TryGetValue(key, out TValue? value) ? value : default;
}
