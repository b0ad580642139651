namespace MergeDsl.Generator.Evaluation;

/// <summary>One pass over a span.</summary>
internal sealed class SpanEnumerator<T>(Span<T> span) : IDisposable
{
    public Span<T> Span => span;

    public int At { get; set; } = -1;

    public void Dispose() { }
}

/// <summary>Spans of arrays and texts, which reflection cannot pass.</summary>
internal static class SpanShims
{
    public static Span<T> New<T>(T[]? array) => new(array);

    public static Span<T> New<T>(T[]? array, int start, int length) => new Span<T>(array).Slice(start, length);

    public static int get_Length<T>(Span<T> span) => span.Length;

    public static bool get_IsEmpty<T>(Span<T> span) => span.Length == 0;

    public static Span<T> get_Empty<T>() => new([]);

    public static Span<T> Slice<T>(Span<T> span, int start) => span.Slice(start, span.Length - start);

    public static Span<T> Slice<T>(Span<T> span, int start, int length) => span.Slice(start, length);

    public static T[] ToArray<T>(Span<T> span) => span.ToArray();

    public static string ToString<T>(Span<T> span) => span.ToString();

    public static SpanEnumerator<T> GetEnumerator<T>(Span<T> span) => new(span);

    public static bool MoveNext<T>(SpanEnumerator<T> enumerator) => ++enumerator.At < enumerator.Span.Length;

    public static T get_Current<T>(SpanEnumerator<T> enumerator) => enumerator.Span[enumerator.At];

    public static void Fill<T>(Span<T> span, T value) => Each(span, _ => value);

    public static void Clear<T>(Span<T> span) => Each(span, _ => default!);

    public static void CopyTo<T>(Span<T> span, Span<T> target)
    {
        if (span.Length > target.Length)
            throw new ArgumentException("Destination is too short.");
        T[] items = span.ToArray();
        for (int i = 0; i < items.Length; i++)
            target[i] = items[i];
    }

    public static void CopyTo<T>(T[] source, Span<T> target) => CopyTo(new Span<T>(source), target);

    public static Span<T> op_Implicit<T>(T[]? array) => new(array);

    public static Span<T> op_Implicit<T>(Span<T> span) => span;

    public static Span<T> AsSpan<T>(T[]? array) => new(array);

    public static Span<T> AsSpan<T>(T[]? array, int start) => Slice(new Span<T>(array), start);

    public static Span<T> AsSpan<T>(T[]? array, int start, int length) => new Span<T>(array).Slice(start, length);

    public static Span<T> AsSpan<T>(T[] array, Range range)
    {
        int start = range.Start.GetOffset(array.Length);
        return new Span<T>(array).Slice(start, range.End.GetOffset(array.Length) - start);
    }

    public static Span<char> AsSpan(string? text) => new(text?.ToCharArray());

    public static Span<char> AsSpan(string text, int start) => AsSpan(text.Substring(start));

    public static Span<char> AsSpan(string text, int start, int length) => AsSpan(text.Substring(start, length));

    public static bool Contains<T>(Span<T> span, T value) => IndexOf(span, value) >= 0;

    public static bool Contains<T>(Span<T> span, T value, IEqualityComparer<T>? comparer) => span.Contains(value, comparer);

    public static bool ContainsAny<T>(Span<T> span, Span<T> values) => span.Any(values.Contains);

    public static bool ContainsAny<T>(Span<T> span, T first, T second) => ContainsAny(span, new Span<T>([first, second]));

    public static int IndexOf<T>(Span<T> span, T value) => Array.IndexOf(span.ToArray(), value);

    public static int LastIndexOf<T>(Span<T> span, T value) => Array.LastIndexOf(span.ToArray(), value);

    public static int IndexOf<T>(Span<T> span, Span<T> value)
    {
        for (int i = 0; i + value.Length <= span.Length; i++)
        {
            if (span.Slice(i, value.Length).SequenceEqual(value))
                return i;
        }
        return -1;
    }

    public static int IndexOfAny<T>(Span<T> span, Span<T> values) => Array.FindIndex(span.ToArray(), item => values.Contains(item));

    public static int IndexOfAny<T>(Span<T> span, T first, T second) => IndexOfAny(span, new Span<T>([first, second]));

    public static bool SequenceEqual<T>(Span<T> span, Span<T> other) => Enumerable.SequenceEqual(span, other);

    public static bool StartsWith<T>(Span<T> span, Span<T> start) =>
        span.Length >= start.Length && span.Slice(0, start.Length).SequenceEqual(start);

    public static bool EndsWith<T>(Span<T> span, Span<T> end) =>
        span.Length >= end.Length && span.Slice(span.Length - end.Length, end.Length).SequenceEqual(end);

    public static int Count<T>(Span<T> span, T value) => span.Count(item => EqualityComparer<T>.Default.Equals(item, value));

    public static void Reverse<T>(Span<T> span)
    {
        T[] items = span.ToArray();
        Each(span, i => items[items.Length - 1 - i]);
    }

    public static void Sort<T>(Span<T> span) => Sort(span, Comparer<T>.Default.Compare);

    public static void Sort<T>(Span<T> span, Comparison<T> comparison)
    {
        T[] items = span.ToArray();
        Sorting.Sort(items, 0, items.Length, comparison);
        Each(span, i => items[i]);
    }

    public static Span<char> Trim(Span<char> span) => AsSpan(span.ToString().Trim());

    public static Span<char> TrimStart(Span<char> span) => AsSpan(span.ToString().TrimStart());

    public static Span<char> TrimEnd(Span<char> span) => AsSpan(span.ToString().TrimEnd());

    private static void Each<T>(Span<T> span, Func<int, T> value)
    {
        for (int i = 0; i < span.Length; i++)
            span[i] = value(i);
    }
}

/// <summary>The sort of .NET, which does not keep equal items in order: the order that it makes of them is part of a plan.</summary>
internal static class Sorting
{
    private const int Few = 16;

    public static void Sort<T>(T[] items, int start, int count, Comparison<T> compare)
    {
        Evaluator.Current.Changing(items);
        try
        {
            if (count > 1)
                Introspective(items, start, start + count - 1, 2 * (Log2(count) + 1), compare);
        }
        catch (Exception fault) when (Evaluator.Current.MayCatch(fault))
        {
            throw new InvalidOperationException("Failed to compare two elements in the array.", fault);
        }
    }

    private static int Log2(int value)
    {
        int log = 0;
        while ((value >>= 1) != 0)
            log++;
        return log;
    }

    private static void Introspective<T>(T[] items, int low, int high, int depth, Comparison<T> compare)
    {
        int size = high - low + 1;
        while (size > 1)
        {
            if (size <= Few)
            {
                if (size == 2)
                    SwapIfGreater(items, low, low + 1, compare);
                else if (size == 3)
                {
                    SwapIfGreater(items, low, low + 1, compare);
                    SwapIfGreater(items, low, low + 2, compare);
                    SwapIfGreater(items, low + 1, low + 2, compare);
                }
                else
                    Insertion(items, low, size, compare);
                return;
            }
            if (depth == 0)
            {
                Heap(items, low, size, compare);
                return;
            }
            depth--;
            int pivot = Partition(items, low, size, compare);
            Introspective(items, low + pivot + 1, low + size - 1, depth, compare);
            size = pivot;
        }
    }

    private static int Partition<T>(T[] items, int low, int size, Comparison<T> compare)
    {
        int high = size - 1,
            middle = high >> 1;
        SwapIfGreater(items, low, low + middle, compare);
        SwapIfGreater(items, low, low + high, compare);
        SwapIfGreater(items, low + middle, low + high, compare);
        T pivot = items[low + middle];
        Swap(items, low + middle, low + high - 1);
        int left = 0,
            right = high - 1;
        while (left < right)
        {
            while (compare(items[low + ++left], pivot) < 0)
            {
                if (left >= size - 1)
                    break;
            }
            while (compare(pivot, items[low + --right]) < 0)
            {
                if (right <= 0)
                    break;
            }
            if (left >= right)
                break;
            Swap(items, low + left, low + right);
        }
        if (left != high - 1)
            Swap(items, low + left, low + high - 1);
        return left;
    }

    private static void Heap<T>(T[] items, int low, int size, Comparison<T> compare)
    {
        for (int i = size >> 1; i >= 1; i--)
            Down(items, i, size, low, compare);
        for (int i = size; i > 1; i--)
        {
            Swap(items, low, low + i - 1);
            Down(items, 1, i - 1, low, compare);
        }
    }

    private static void Down<T>(T[] items, int i, int size, int low, Comparison<T> compare)
    {
        T item = items[low + i - 1];
        while (i <= size >> 1)
        {
            int child = 2 * i;
            if (child < size && compare(items[low + child - 1], items[low + child]) < 0)
                child++;
            if (compare(item, items[low + child - 1]) >= 0)
                break;
            items[low + i - 1] = items[low + child - 1];
            i = child;
        }
        items[low + i - 1] = item;
    }

    private static void Insertion<T>(T[] items, int low, int size, Comparison<T> compare)
    {
        for (int i = 0; i < size - 1; i++)
        {
            T item = items[low + i + 1];
            int at = i;
            while (at >= 0 && compare(item, items[low + at]) < 0)
            {
                items[low + at + 1] = items[low + at];
                at--;
            }
            items[low + at + 1] = item;
        }
    }

    private static void SwapIfGreater<T>(T[] items, int a, int b, Comparison<T> compare)
    {
        if (compare(items[a], items[b]) > 0)
            Swap(items, a, b);
    }

    private static void Swap<T>(T[] items, int a, int b) => (items[a], items[b]) = (items[b], items[a]);
}

/// <summary>.NET's queue by priority, a heap of four children: the order of equal priorities is part of a plan.</summary>
internal sealed class PriorityQueue<TElement, TPriority>
{
    public List<(TElement Element, TPriority Priority)> Nodes { get; } = [];

    public IComparer<TPriority> Comparer { get; set; } = Comparer<TPriority>.Default;
}

internal static class PriorityQueueShims
{
    public static PriorityQueue<TElement, TPriority> New<TElement, TPriority>() => new();

    public static PriorityQueue<TElement, TPriority> New<TElement, TPriority>(IComparer<TPriority>? comparer) =>
        new() { Comparer = comparer ?? Comparer<TPriority>.Default };

    public static int get_Count<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue) => queue.Nodes.Count;

    public static void Enqueue<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue, TElement element, TPriority priority)
    {
        List<(TElement, TPriority Priority)> nodes = queue.Nodes;
        nodes.Add((element, priority));
        int at = nodes.Count - 1;
        while (at > 0)
        {
            int parent = (at - 1) >> 2;
            if (queue.Comparer.Compare(priority, nodes[parent].Priority) >= 0)
                break;
            nodes[at] = nodes[parent];
            at = parent;
        }
        nodes[at] = (element, priority);
    }

    public static TElement Peek<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue) =>
        queue.Nodes.Count > 0 ? queue.Nodes[0].Element : throw new InvalidOperationException("Queue empty.");

    public static TElement Dequeue<TElement, TPriority>(PriorityQueue<TElement, TPriority> queue)
    {
        TElement first = Peek(queue);
        List<(TElement, TPriority Priority)> nodes = queue.Nodes;
        (TElement, TPriority Priority) last = nodes[nodes.Count - 1];
        nodes.RemoveAt(nodes.Count - 1);
        if (nodes.Count == 0)
            return first;
        int at = 0;
        for (int child; (child = (at << 2) + 1) < nodes.Count; )
        {
            int least = child;
            for (int i = child + 1; i < Math.Min(child + 4, nodes.Count); i++)
            {
                if (queue.Comparer.Compare(nodes[i].Priority, nodes[least].Priority) < 0)
                    least = i;
            }
            if (queue.Comparer.Compare(last.Priority, nodes[least].Priority) <= 0)
                break;
            nodes[at] = nodes[least];
            at = least;
        }
        nodes[at] = last;
        return first;
    }

    public static bool TryDequeue<TElement, TPriority>(
        PriorityQueue<TElement, TPriority> queue,
        out TElement? element,
        out TPriority? priority
    )
    {
        if (queue.Nodes.Count == 0)
        {
            (element, priority) = (default, default);
            return false;
        }
        priority = queue.Nodes[0].Priority;
        element = Dequeue(queue);
        return true;
    }
}
