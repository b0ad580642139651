namespace MergeDsl.Generator.Evaluation;

internal static class ArrayShims
{
    public static void Fill<T>(T[] array, T value)
    {
        for (int i = 0; i < array.Length; i++)
            array[i] = value;
    }

    public static void Fill<T>(T[] array, T value, int start, int count)
    {
        for (int i = start; i < start + count; i++)
            array[i] = value;
    }

    public static void Clear(Array array) => Array.Clear(array, 0, array.Length);

    public static void Reverse<T>(T[] array) => Array.Reverse(array);

    public static void Resize<T>(ref T[]? array, int size) => Array.Resize(ref array, Size.Of(size));

    public static void Sort<T>(T[] array) => Sorting.Sort(array, 0, array.Length, Comparer<T>.Default.Compare);

    public static void Sort<T>(T[] array, Comparison<T> comparison) => Sorting.Sort(array, 0, array.Length, comparison);

    public static void Sort<T>(T[] array, IComparer<T>? comparer) =>
        Sorting.Sort(array, 0, array.Length, (comparer ?? Comparer<T>.Default).Compare);

    public static T[] Empty<T>() => [];

    public static void Sort<TKey, TValue>(TKey[] keys, TValue[] values) => Sort(keys, values, null);

    public static void Sort<TKey, TValue>(TKey[] keys, TValue[] values, IComparer<TKey>? comparer)
    {
        (TKey Key, TValue Value)[] pairs = [.. keys.Zip(values, (key, value) => (key, value))];
        comparer ??= Comparer<TKey>.Default;
        Sorting.Sort(pairs, 0, pairs.Length, (a, b) => comparer.Compare(a.Key, b.Key));
        for (int i = 0; i < pairs.Length; i++)
            (keys[i], values[i]) = pairs[i];
    }
}

internal static class ListShims
{
    public static List<T> New<T>(int capacity) => [];

    public static void Sort<T>(List<T> list) => Sort(list, Comparer<T>.Default.Compare);

    public static void Sort<T>(List<T> list, IComparer<T>? comparer) => Sort(list, (comparer ?? Comparer<T>.Default).Compare);

    public static void Sort<T>(List<T> list, Comparison<T> comparison)
    {
        T[] items = [.. list];
        Sorting.Sort(items, 0, items.Length, comparison);
        for (int i = 0; i < items.Length; i++)
            list[i] = items[i];
    }

    public static List<T> Slice<T>(List<T> list, int start, int length) => list.GetRange(start, length);

    public static int EnsureCapacity<T>(List<T> list, int capacity) => Math.Max(list.Count, capacity);

    public static bool TryGetValue<T>(HashSet<T> set, T value, out T? actual)
    {
        foreach (T item in set)
        {
            if (set.Comparer.Equals(item, value))
            {
                actual = item;
                return true;
            }
        }
        actual = default;
        return false;
    }
}

internal static class ComparerShims
{
    public static EqualityComparer<T> Create<T>(Func<T?, T?, bool> equals, Func<T, int>? hash) => new Comparing<T>(equals, hash);

    private sealed class Comparing<T>(Func<T?, T?, bool> equals, Func<T, int>? hash) : EqualityComparer<T>
    {
        public override bool Equals(T? x, T? y) => equals(x, y);

        public override int GetHashCode(T value) =>
            Evaluator.Current.Hashing(() => (hash ?? throw new NotSupportedException("Specified method is not supported."))(value));
    }
}

internal static class EncodingShims
{
    public static string GetString(System.Text.Encoding encoding, Span<byte> bytes) => encoding.GetString(bytes.ToArray());

    public static int GetByteCount(System.Text.Encoding encoding, Span<char> text) => encoding.GetByteCount(text.ToArray());
}

internal static class DictionaryShims
{
    public static Dictionary<TKey, TValue> New<TKey, TValue>(int capacity)
        where TKey : notnull => [];

    public static Dictionary<TKey, TValue> New<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
        where TKey : notnull => pairs.ToDictionary(pair => pair.Key, pair => pair.Value);

    public static bool TryAdd<TKey, TValue>(Dictionary<TKey, TValue> pairs, TKey key, TValue value)
        where TKey : notnull
    {
        if (pairs.ContainsKey(key))
            return false;
        pairs.Add(key, value);
        return true;
    }

    public static bool Remove<TKey, TValue>(Dictionary<TKey, TValue> pairs, TKey key, out TValue? value)
        where TKey : notnull => pairs.TryGetValue(key, out value) && pairs.Remove(key);

    public static TValue GetValueOrDefault<TKey, TValue>(Dictionary<TKey, TValue> pairs, TKey key)
        where TKey : notnull => pairs.TryGetValue(key, out TValue? value) ? value : default!;
}

internal static class DictionaryExtensionShims
{
    public static TValue? GetValueOrDefault<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> pairs, TKey key) =>
        pairs.TryGetValue(key, out TValue? value) ? value : default;

    public static TValue GetValueOrDefault<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> pairs, TKey key, TValue otherwise) =>
        pairs.TryGetValue(key, out TValue? value) ? value : otherwise;

    public static bool TryAdd<TKey, TValue>(IDictionary<TKey, TValue> pairs, TKey key, TValue value)
    {
        if (pairs.ContainsKey(key))
            return false;
        pairs.Add(key, value);
        return true;
    }

    public static System.Collections.ObjectModel.ReadOnlyCollection<T> AsReadOnly<T>(IList<T> list) => new(list);

    public static void AddRange<T>(List<T> list, Span<T> items) => list.AddRange(items);
}

internal static class PairShims
{
    public static KeyValuePair<TKey, TValue> Create<TKey, TValue>(TKey key, TValue value) => new(key, value);

    public static void Deconstruct<TKey, TValue>(KeyValuePair<TKey, TValue> pair, out TKey key, out TValue value) =>
        (key, value) = (pair.Key, pair.Value);
}

internal static class QueueShims
{
    public static bool TryDequeue<T>(Queue<T> queue, out T? item) => Try(queue.Count > 0, queue.Dequeue, out item);

    public static bool TryPeek<T>(Queue<T> queue, out T? item) => Try(queue.Count > 0, queue.Peek, out item);

    public static bool TryPop<T>(Stack<T> stack, out T? item) => Try(stack.Count > 0, stack.Pop, out item);

    public static bool TryPeek<T>(Stack<T> stack, out T? item) => Try(stack.Count > 0, stack.Peek, out item);

    private static bool Try<T>(bool isThere, Func<T> take, out T? item)
    {
        item = isThere ? take() : default;
        return isThere;
    }
}
