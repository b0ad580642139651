namespace MergeDsl.Kernels;

/// <summary>Sorts many numbers by counting their digits.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11,
        Digits = 1 << DigitBits;

    /// <summary>Sorts numbers from 0 on.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="room">Memory of the same length.</param>
    /// <param name="limit">A number above all of them.</param>
    public static void Sort(Span<long> values, Span<long> room, long limit)
    {
        Span<long> from = values,
            to = room;
        Span<int> counts = stackalloc int[Digits];
        for (int shift = 0; shift < 63 && (limit >> shift) > 0; shift += DigitBits)
        {
            counts.Clear();
            foreach (long value in from)
                counts[(int)(value >> shift) & (Digits - 1)]++;
            int start = 0;
            foreach (ref int count in counts)
                (count, start) = (start, start + count);
            foreach (long value in from)
                to[counts[(int)(value >> shift) & (Digits - 1)]++] = value;
            Span<long> sorted = to;
            to = from;
            from = sorted;
        }
        if (from != values)
            from.CopyTo(values);
    }
}
