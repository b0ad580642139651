using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>Ranks the magnitudes of a row by counting digits. Of equal magnitudes the earlier has the higher rank.</summary>
internal sealed class RowRanks<T>(int length)
    where T : struct, IWorkType
{
    private const int DigitBits = 11,
        Digits = 1 << DigitBits;

    /// <summary>Bits at the end of a float32 that are zero in every value of the dtype.</summary>
    private static readonly int Zeros =
        T.DType == TensorDType.BF16 ? 16
        : T.DType == TensorDType.F16 ? 13
        : 0;

    /// <summary>The number of different values that are counted directly, for each element of a row.</summary>
    private const int MostBinsPerElement = 4,
        FewestBins = 1 << 12;

    /// <summary>The elements of a row, and the bins, that can be told apart in 16 bits.</summary>
    private const int MostElements = 1 << 16;

    private readonly int[] counts = new int[Digits];
    private ulong[] order = [],
        sorted = [];
    private int[] bins = [];
    private ushort[] keys = [],
        seen = [];

    /// <summary>Gives every element of a row what a table holds for its rank.</summary>
    /// <param name="row">The row, whose elements are a distance apart.</param>
    /// <param name="step">The distance.</param>
    /// <param name="table">A value for every rank, the smallest magnitude first.</param>
    /// <param name="values">The values of the row's elements, as far apart.</param>
    public void Assign(ReadOnlySpan<float> row, int step, ReadOnlySpan<float> table, Span<float> values)
    {
        if (step == 1 && TryCount(row, table, values))
            return;
        if (order.Length == 0)
            (order, sorted) = (new ulong[length], new ulong[length]);
        uint all = 0,
            common = uint.MaxValue;
        // The last element first: the sort is stable, and of equal magnitudes the later one ranks lower.
        for (int i = 0; i < length; i++)
        {
            uint key = BitConverter.SingleToUInt32Bits(row[(length - 1 - i) * step]) & 0x7FFFFFFF;
            all |= key;
            common &= key;
            order[i] = ((ulong)key << 32) | (uint)(length - 1 - i);
        }
        ulong[] from = order,
            to = sorted;
        for (int shift = Zeros; shift < 31; shift += DigitBits)
        {
            if ((((all ^ common) >> shift) & (Digits - 1)) == 0)
                continue;
            Sort(from, to, shift + 32);
            (from, to) = (to, from);
        }
        for (int rank = 0; rank < length; rank++)
            values[(int)(uint)from[rank] * step] = table[rank];
    }

    /// <summary>Counts how often each value occurs, where they are near enough to each other: then no element has to move.</summary>
    private bool TryCount(ReadOnlySpan<float> row, ReadOnlySpan<float> table, Span<float> values)
    {
        if (Zeros == 0 || length > MostElements)
            return false;
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(row[..length]);
        (int least, int greatest) = Ends(bits);
        if (greatest == 0)
            least = 0;
        int span = greatest - least + 1,
            most = Math.Clamp(length * MostBinsPerElement, FewestBins, MostElements - 1);
        if (span > most)
            return false;
        if (bins.Length < span + 1)
            bins = new int[Math.Min(most, span * 2) + 1];
        if (keys.Length == 0)
            (keys, seen) = (new ushort[length], new ushort[length]);
        FindKeys(bits, least, keys);
        Span<int> counted = bins.AsSpan(0, span + 1);
        counted.Clear();
        ref int first = ref MemoryMarshal.GetReference(counted);
        Count(ref first);
        int rank = 0;
        foreach (ref int bin in counted)
        {
            int count = bin;
            bin = rank;
            rank += count;
        }
        LookUp(ref first, table, values[..length]);
        return true;
    }

    /// <summary>Counts the elements of every bin, and before each element those that rank lower: of equal magnitudes the later ones.</summary>
    private void Count(ref int counted)
    {
        ref ushort key = ref MemoryMarshal.GetArrayDataReference(keys);
        ref ushort before = ref MemoryMarshal.GetArrayDataReference(seen);
        for (int i = length - 1; i >= 0; i--)
        {
            ref int bin = ref Unsafe.Add(ref counted, Unsafe.Add(ref key, i));
            Unsafe.Add(ref before, i) = (ushort)bin;
            bin++;
        }
    }

    private void LookUp(ref int start, ReadOnlySpan<float> table, Span<float> values)
    {
        ref ushort key = ref MemoryMarshal.GetArrayDataReference(keys);
        ref ushort before = ref MemoryMarshal.GetArrayDataReference(seen);
        for (int i = 0; i < values.Length; i++)
            values[i] = table[Unsafe.Add(ref start, Unsafe.Add(ref key, i)) + Unsafe.Add(ref before, i)];
    }

    /// <summary>The bin of every value. Zero, which is far from all others and common, has one of its own before them.</summary>
    private static void FindKeys(ReadOnlySpan<int> bits, int least, Span<ushort> keys)
    {
        ReadOnlySpan<Vector256<int>> vectors = MemoryMarshal.Cast<int, Vector256<int>>(bits);
        Span<Vector256<ushort>> to = MemoryMarshal.Cast<ushort, Vector256<ushort>>(keys)[..(vectors.Length / 2)];
        for (int i = 0; i < to.Length; i++)
            to[i] = Vector256.Narrow(Key(vectors[2 * i], least).AsUInt32(), Key(vectors[(2 * i) + 1], least).AsUInt32());
        for (int i = to.Length * Vector256<ushort>.Count; i < bits.Length; i++)
            keys[i] = (ushort)Key(Vector256.Create(bits[i]), least)[0];
    }

    private static Vector256<int> Key(Vector256<int> bits, int least)
    {
        Vector256<int> magnitude = (bits & Vector256.Create(0x7FFFFFFF)) >> Zeros;
        return Vector256.AndNot(magnitude - Vector256.Create(least - 1), Vector256.Equals(magnitude, Vector256<int>.Zero));
    }

    /// <summary>The least value that is not zero, and the greatest.</summary>
    private static (int Least, int Greatest) Ends(ReadOnlySpan<int> bits)
    {
        ReadOnlySpan<Vector256<int>> vectors = MemoryMarshal.Cast<int, Vector256<int>>(bits);
        Vector256<int> magnitude = Vector256.Create(0x7FFFFFFF),
            none = Vector256.Create(int.MaxValue),
            low = none,
            high = Vector256<int>.Zero;
        foreach (Vector256<int> vector in vectors)
        {
            Vector256<int> key = vector & magnitude;
            high = Vector256.Max(high, key);
            low = Vector256.Min(low, Vector256.ConditionalSelect(Vector256.Equals(key, Vector256<int>.Zero), none, key));
        }
        int least = int.MaxValue,
            greatest = 0;
        for (int i = 0; i < Vector256<int>.Count; i++)
            (least, greatest) = (Math.Min(least, low[i]), Math.Max(greatest, high[i]));
        foreach (int value in bits[(vectors.Length * Vector256<int>.Count)..])
        {
            int key = value & 0x7FFFFFFF;
            greatest = Math.Max(greatest, key);
            if (key > 0)
                least = Math.Min(least, key);
        }
        return (least >> Zeros, greatest >> Zeros);
    }

    private void Sort(ulong[] from, ulong[] to, int shift)
    {
        Array.Clear(counts);
        foreach (ulong item in from)
            counts[(int)(item >> shift) & (Digits - 1)]++;
        int start = 0;
        for (int i = 0; i < Digits; i++)
        {
            int count = counts[i];
            counts[i] = start;
            start += count;
        }
        foreach (ulong item in from)
            to[counts[(int)(item >> shift) & (Digits - 1)]++] = item;
    }
}
