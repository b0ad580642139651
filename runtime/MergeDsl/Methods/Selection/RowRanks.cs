using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Methods;

/// <summary>Ranks the magnitudes of a row by counting digits. Of equal magnitudes the earlier has the higher rank.</summary>
internal sealed class RowRanks<T>(int length)
    where T : struct, IWorkType
{
    private const int DigitBits = 11, Digits = 1 << DigitBits;

    /// <summary>Bits at the end of a float32 that are zero in every value of the dtype.</summary>
    private static readonly int Zeros = T.DType == TensorDType.BF16 ? 16 : T.DType == TensorDType.F16 ? 13 : 0;

    /// <summary>How many different values are counted directly, for each element of a row.</summary>
    private const int MostBinsPerElement = 4, FewestBins = 1 << 12;

    private readonly int[] counts = new int[Digits];
    private ulong[] order = [], sorted = [];
    private int[] bins = [];

    /// <summary>Gives every element of a row what a table holds for its rank.</summary>
    /// <param name="row">The row, whose elements are a distance apart.</param>
    /// <param name="step">The distance.</param>
    /// <param name="table">A value for every rank, the smallest magnitude first.</param>
    /// <param name="values">The values of the row's elements, as far apart.</param>
    public void Assign(ReadOnlySpan<float> row, int step, ReadOnlySpan<float> table, Span<float> values)
    {
        if (step == 1 && TryCount(row, table, values)) return;
        if (order.Length == 0) (order, sorted) = (new ulong[length], new ulong[length]);
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

    /// <summary>Counts how often each value occurs, where they are near enough to each other: then no element has to move.</summary>
    private bool TryCount(ReadOnlySpan<float> row, ReadOnlySpan<float> table, Span<float> values)
    {
        if (Zeros == 0) return false;
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(row[..length]);
        (int least, int greatest) = Ends(bits);
        if (greatest == 0) least = 0;
        int span = greatest - least + 1, most = Math.Max(FewestBins, length * MostBinsPerElement);
        if (span > most) return false;
        // Zero, which is far from all others and common, has a bin of its own before them.
        if (bins.Length < span + 1) bins = new int[Math.Min(most, span * 2) + 1];
        Span<int> counted = bins.AsSpan(0, span + 1);
        counted.Clear();
        ref int first = ref MemoryMarshal.GetReference(counted);
        for (int i = 0; i < bits.Length; i++) Unsafe.Add(ref first, Bin(bits[i], least))++;
        int rank = 0;
        foreach (ref int bin in counted)
        {
            int count = bin;
            bin = rank;
            rank += count;
        }
        for (int i = bits.Length - 1; i >= 0; i--) values[i] = table[Unsafe.Add(ref first, Bin(bits[i], least))++];
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bin(int bits, int least)
    {
        int key = (int)((uint)bits & 0x7FFFFFFF) >> Zeros;
        return key == 0 ? 0 : key - least + 1;
    }

    /// <summary>The least value that is not zero, and the greatest.</summary>
    private static (int Least, int Greatest) Ends(ReadOnlySpan<int> bits)
    {
        ReadOnlySpan<Vector256<int>> vectors = MemoryMarshal.Cast<int, Vector256<int>>(bits);
        Vector256<int> magnitude = Vector256.Create(0x7FFFFFFF), none = Vector256.Create(int.MaxValue), low = none, high = Vector256<int>.Zero;
        foreach (Vector256<int> vector in vectors)
        {
            Vector256<int> key = vector & magnitude;
            high = Vector256.Max(high, key);
            low = Vector256.Min(low, Vector256.ConditionalSelect(Vector256.Equals(key, Vector256<int>.Zero), none, key));
        }
        int least = int.MaxValue, greatest = 0;
        for (int i = 0; i < Vector256<int>.Count; i++) (least, greatest) = (Math.Min(least, low[i]), Math.Max(greatest, high[i]));
        foreach (int value in bits[(vectors.Length * Vector256<int>.Count)..])
        {
            int key = value & 0x7FFFFFFF;
            greatest = Math.Max(greatest, key);
            if (key > 0) least = Math.Min(least, key);
        }
        return (least >> Zeros, greatest >> Zeros);
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
