namespace MergeDsl.Generator.Evaluation;

/// <summary>Queries that newer runtimes have.</summary>
internal static class EnumerableShims
{
    public static IEnumerable<T> SkipLast<T>(IEnumerable<T> source, int count)
    {
        var last = new Queue<T>();
        foreach (T item in source)
        {
            last.Enqueue(item);
            if (last.Count > Math.Max(0, count))
                yield return last.Dequeue();
        }
    }

    public static IEnumerable<T> TakeLast<T>(IEnumerable<T> source, int count)
    {
        var last = new Queue<T>();
        foreach (T item in source)
        {
            last.Enqueue(item);
            if (last.Count > Math.Max(0, count))
                last.Dequeue();
        }
        foreach (T item in last)
            yield return item;
    }

    public static IEnumerable<T> Take<T>(IEnumerable<T> source, Range range)
    {
        if (!range.Start.IsFromEnd && !range.End.IsFromEnd)
            return source.Skip(range.Start.Value).Take(range.End.Value - range.Start.Value);
        return Part();

        IEnumerable<T> Part()
        {
            T[] items = [.. source];
            int start = Math.Max(0, range.Start.GetOffset(items.Length)),
                end = Math.Min(items.Length, range.End.GetOffset(items.Length));
            for (int i = start; i < end; i++)
                yield return items[i];
        }
    }

    public static HashSet<T> ToHashSet<T>(IEnumerable<T> source) => [.. source];

    public static HashSet<T> ToHashSet<T>(IEnumerable<T> source, IEqualityComparer<T>? comparer) => new(source, comparer);

    public static Dictionary<TKey, TValue> ToDictionary<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> source)
        where TKey : notnull => source.ToDictionary(pair => pair.Key, pair => pair.Value);

    public static Dictionary<TKey, TValue> ToDictionary<TKey, TValue>(IEnumerable<(TKey Key, TValue Value)> source)
        where TKey : notnull => source.ToDictionary(pair => pair.Key, pair => pair.Value);

    public static IEnumerable<T[]> Chunk<T>(IEnumerable<T> source, int size)
    {
        if (size < 1)
            throw new ArgumentOutOfRangeException(nameof(size));
        return Chunks();

        IEnumerable<T[]> Chunks()
        {
            var chunk = new List<T>();
            foreach (T item in source)
            {
                chunk.Add(item);
                if (chunk.Count < size)
                    continue;
                yield return [.. chunk];
                chunk.Clear();
            }
            if (chunk.Count > 0)
                yield return [.. chunk];
        }
    }

    public static T? MinBy<T, TKey>(IEnumerable<T> source, Func<T, TKey> key) => Best(source, key, -1);

    public static T? MaxBy<T, TKey>(IEnumerable<T> source, Func<T, TKey> key) => Best(source, key, 1);

    public static T? Min<T>(IEnumerable<T> source, IComparer<T>? comparer) => source.OrderBy(item => item, comparer).First();

    public static T? Max<T>(IEnumerable<T> source, IComparer<T>? comparer) =>
        source.Aggregate((best, item) => (comparer ?? Comparer<T>.Default).Compare(item, best) > 0 ? item : best);

    public static IEnumerable<T> DistinctBy<T, TKey>(IEnumerable<T> source, Func<T, TKey> key) => DistinctBy(source, key, null);

    public static IEnumerable<T> DistinctBy<T, TKey>(IEnumerable<T> source, Func<T, TKey> key, IEqualityComparer<TKey>? comparer)
    {
        var seen = new HashSet<TKey>(comparer);
        foreach (T item in source)
        {
            if (seen.Add(key(item)))
                yield return item;
        }
    }

    public static IEnumerable<T> UnionBy<T, TKey>(IEnumerable<T> first, IEnumerable<T> second, Func<T, TKey> key) =>
        DistinctBy(first.Concat(second), key);

    public static IEnumerable<T> ExceptBy<T, TKey>(IEnumerable<T> first, IEnumerable<TKey> second, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>(second);
        foreach (T item in first)
        {
            if (seen.Add(key(item)))
                yield return item;
        }
    }

    public static IEnumerable<T> IntersectBy<T, TKey>(IEnumerable<T> first, IEnumerable<TKey> second, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>(second);
        foreach (T item in first)
        {
            if (seen.Remove(key(item)))
                yield return item;
        }
    }

    public static IOrderedEnumerable<T> Order<T>(IEnumerable<T> source) => source.OrderBy(item => item);

    public static IOrderedEnumerable<T> Order<T>(IEnumerable<T> source, IComparer<T>? comparer) => source.OrderBy(item => item, comparer);

    public static IOrderedEnumerable<T> OrderDescending<T>(IEnumerable<T> source) => source.OrderByDescending(item => item);

    public static IOrderedEnumerable<T> OrderDescending<T>(IEnumerable<T> source, IComparer<T>? comparer) =>
        source.OrderByDescending(item => item, comparer);

    public static IEnumerable<(int Index, T Item)> Index<T>(IEnumerable<T> source) => source.Select((item, i) => (i, item));

    public static IEnumerable<KeyValuePair<TKey, int>> CountBy<T, TKey>(
        IEnumerable<T> source,
        Func<T, TKey> key,
        IEqualityComparer<TKey>? comparer
    ) => source.GroupBy(key, comparer).Select(group => new KeyValuePair<TKey, int>(group.Key, group.Count()));

    public static IEnumerable<KeyValuePair<TKey, TResult>> AggregateBy<T, TKey, TResult>(
        IEnumerable<T> source,
        Func<T, TKey> key,
        TResult seed,
        Func<TResult, T, TResult> add,
        IEqualityComparer<TKey>? comparer
    ) => source.GroupBy(key, comparer).Select(group => new KeyValuePair<TKey, TResult>(group.Key, group.Aggregate(seed, add)));

    public static IEnumerable<(T1 First, T2 Second)> Zip<T1, T2>(IEnumerable<T1> first, IEnumerable<T2> second) =>
        first.Zip(second, (a, b) => (a, b));

    public static IEnumerable<(T1 First, T2 Second, T3 Third)> Zip<T1, T2, T3>(
        IEnumerable<T1> first,
        IEnumerable<T2> second,
        IEnumerable<T3> third
    ) => first.Zip(second, (a, b) => (a, b)).Zip(third, (pair, c) => (pair.a, pair.b, c));

    public static IEnumerable<T> Append<T>(IEnumerable<T> source, T item) => source.Concat([item]);

    public static IEnumerable<T> Prepend<T>(IEnumerable<T> source, T item) => new[] { item }.Concat(source);

    public static T ElementAt<T>(IEnumerable<T> source, Index index) =>
        index.IsFromEnd ? source.Reverse().ElementAt(index.Value - 1) : source.ElementAt(index.Value);

    public static T? ElementAtOrDefault<T>(IEnumerable<T> source, Index index) =>
        index.IsFromEnd ? source.Reverse().ElementAtOrDefault(index.Value - 1) : source.ElementAtOrDefault(index.Value);

    public static T FirstOrDefault<T>(IEnumerable<T> source, T otherwise) => source.DefaultIfEmpty(otherwise).First();

    public static T FirstOrDefault<T>(IEnumerable<T> source, Func<T, bool> test, T otherwise) =>
        source.Where(test).DefaultIfEmpty(otherwise).First();

    public static T LastOrDefault<T>(IEnumerable<T> source, T otherwise) => source.DefaultIfEmpty(otherwise).Last();

    public static T LastOrDefault<T>(IEnumerable<T> source, Func<T, bool> test, T otherwise) =>
        source.Where(test).DefaultIfEmpty(otherwise).Last();

    public static T SingleOrDefault<T>(IEnumerable<T> source, T otherwise) => source.DefaultIfEmpty(otherwise).Single();

    public static bool TryGetNonEnumeratedCount<T>(IEnumerable<T> source, out int count)
    {
        count = (source as ICollection<T>)?.Count ?? 0;
        return source is ICollection<T>;
    }

    public static IEnumerable<T> Reverse<T>(T[] source) => ((IEnumerable<T>)source).Reverse();

    public static IEnumerable<TResult> LeftJoin<TOuter, TInner, TKey, TResult>(
        IEnumerable<TOuter> outer,
        IEnumerable<TInner> inner,
        Func<TOuter, TKey> outerKey,
        Func<TInner, TKey> innerKey,
        Func<TOuter, TInner?, TResult> result
    ) =>
        outer
            .GroupJoin(inner, outerKey, innerKey, (item, matches) => (item, matches))
            .SelectMany(pair => pair.matches.Select(match => (TInner?)match).DefaultIfEmpty(), (pair, match) => result(pair.item, match));

    private static T? Best<T, TKey>(IEnumerable<T> source, Func<T, TKey> key, int sign)
    {
        bool hasBest = false;
        T? best = default;
        TKey? bestKey = default;
        foreach (T item in source)
        {
            TKey current = key(item);
            if (hasBest && (current is null || (bestKey is not null && Comparer<TKey>.Default.Compare(current, bestKey) * sign <= 0)))
                continue;
            (hasBest, best, bestKey) = (true, item, current);
        }
        return hasBest || default(T) is null ? best : throw new InvalidOperationException("Sequence contains no elements");
    }
}
