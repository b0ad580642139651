namespace MergeDsl.Methods;

/// <summary>Ranks the magnitudes of a row by counting digits. Of equal magnitudes the earlier has the higher rank.</summary>
internal sealed class RowRanks<T>(int length)
    where T : struct, IWorkType
{
    private const int DigitBits = 11, Digits = 1 << DigitBits;

    /// <summary>Bits at the end of a float32 that are zero in every value of the dtype.</summary>
    private static readonly int Zeros = T.DType == TensorDType.BF16 ? 16 : T.DType == TensorDType.F16 ? 13 : 0;

    private readonly ulong[] order = new ulong[length], sorted = new ulong[length];
    private readonly int[] counts = new int[Digits];

    /// <summary>Gives every element of a row what a table holds for its rank.</summary>
    /// <param name="row">The row, whose elements are a distance apart.</param>
    /// <param name="step">The distance.</param>
    /// <param name="table">A value for every rank, the smallest magnitude first.</param>
    /// <param name="values">The values of the row's elements, as far apart.</param>
    public void Assign(ReadOnlySpan<float> row, int step, ReadOnlySpan<float> table, Span<float> values)
    {
        uint all = 0, common = uint.MaxValue;
        // The last element first: the sort is stable, and of equal magnitudes the later one ranks lower.
        for (int i = 0; i < length; i++)
        {
            uint key = BitConverter.SingleToUInt32Bits(row[(length - 1 - i) * step]) & 0x7FFFFFFF;
            all |= key;
            common &= key;
            order[i] = ((ulong)key << 32) | (uint)(length - 1 - i);
        }
        ulong[] from = order, to = sorted;
        for (int shift = Zeros; shift < 31; shift += DigitBits)
        {
            if ((((all ^ common) >> shift) & (Digits - 1)) == 0) continue;
            Sort(from, to, shift + 32);
            (from, to) = (to, from);
        }
        for (int rank = 0; rank < length; rank++) values[(int)(uint)from[rank] * step] = table[rank];
    }

    private void Sort(ulong[] from, ulong[] to, int shift)
    {
        Array.Clear(counts);
        foreach (ulong item in from) counts[(int)(item >> shift) & (Digits - 1)]++;
        int start = 0;
        for (int i = 0; i < Digits; i++)
        {
            int count = counts[i];
            counts[i] = start;
            start += count;
        }
        foreach (ulong item in from) to[counts[(int)(item >> shift) & (Digits - 1)]++] = item;
    }
}
