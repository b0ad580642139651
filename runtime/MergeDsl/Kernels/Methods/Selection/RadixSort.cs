namespace MergeDsl.Kernels;

/// <summary>Sorts many numbers by counting their digits.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11,
        Digits = 1 << DigitBits;

    /// <summary>Sorts numbers from 0 on.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="limit">A number above all of them.</param>
    public static void Sort(long[] values, long limit)
    {
        long[] from = values,
            to = new long[values.Length];
        int[] counts = new int[Digits];
        for (int shift = 0; shift < 63 && (limit >> shift) > 0; shift += DigitBits)
        {
            Array.Clear(counts);
            foreach (long value in from)
                counts[(int)(value >> shift) & (Digits - 1)]++;
            int start = 0;
            foreach (ref int count in counts.AsSpan())
                (count, start) = (start, start + count);
            foreach (long value in from)
                to[counts[(int)(value >> shift) & (Digits - 1)]++] = value;
            (from, to) = (to, from);
        }
        if (from != values)
            from.CopyTo(values, 0);
    }
}
