namespace MergeDsl.Generator.Evaluation;

/// <summary>One pass over a span, whose items can be assigned to.</summary>
internal interface ISpanEnumerator
{
    Variable CurrentVariable { get; }
}

/// <summary>One pass over a span.</summary>
internal sealed class SpanEnumerator<T>(Span<T> span) : ISpanEnumerator, IDisposable
{
    public Span<T> Span => span;

    public int At { get; set; } = -1;

    public Variable CurrentVariable
    {
        get
        {
            // Who has the reference has it when the pass has gone on.
            int at = At;
            return new AccessedVariable(() => span[at], value => span[at] = (T)value!);
        }
    }

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

    public static Span<T> get_Span<T>(Span<T> memory) => memory;

    public static Span<T> AsMemory<T>(T[]? array) => new(array);

    public static SpanEnumerator<Range> Split<T>(Span<T> span, T separator)
    {
        var parts = new List<Range>();
        int from = 0;
        for (int i = 0; i <= span.Length; i++)
        {
            if (i < span.Length && !EqualityComparer<T>.Default.Equals(span[i], separator))
                continue;
            parts.Add(from..i);
            from = i + 1;
        }
        return new(new([.. parts]));
    }

    // The pass over the parts of a span is generic in the type of its items, which the parts do not show.
    public static SpanEnumerator<Range> GetEnumerator<T>(SpanEnumerator<Range> parts) => parts;

    public static bool MoveNext<T>(SpanEnumerator<Range> parts) => ++parts.At < parts.Span.Length;

    public static Range get_Current<T>(SpanEnumerator<Range> parts) => parts.Span[parts.At];

    public static int BinarySearch<T, TComparable>(Span<T> span, TComparable value)
        where TComparable : IComparable<T> => BinarySearch(span, value.CompareTo);

    public static int BinarySearch<T>(Span<T> span, IComparable<T> value) => BinarySearch(span, value.CompareTo);

    private static int BinarySearch<T>(Span<T> span, Func<T, int> order)
    {
        int low = 0,
            high = span.Length - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) >> 1),
                sign = order(span[middle]);
            if (sign == 0)
                return middle;
            if (sign > 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

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

    public static Span<char> Trim(Span<char> span, char c) => AsSpan(span.ToString().Trim(c));

    public static Span<char> TrimStart(Span<char> span, char c) => AsSpan(span.ToString().TrimStart(c));

    public static Span<char> TrimEnd(Span<char> span, char c) => AsSpan(span.ToString().TrimEnd(c));

    private static void Each<T>(Span<T> span, Func<int, T> value)
    {
        for (int i = 0; i < span.Length; i++)
            span[i] = value(i);
    }
}
