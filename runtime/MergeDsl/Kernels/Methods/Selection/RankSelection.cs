using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>Selects elements by their rank among all, the greatest first, without sorting them: counts bit patterns for the values at both ends of the range of ranks. Of equal values the earlier has the higher rank.</summary>
/// <typeparam name="T">The dtype of the values: those of 16 bits are counted in one pass, those of 32 in two.</typeparam>
internal sealed class RankSelection<T>
    where T : struct, IWorkType
{
    private const int RestBits = 13;

    private static readonly int Shift = T.DType == TensorDType.BF16 ? 16 : RestBits;

    private readonly long from;
    private long to;
    private uint[]? counts = new uint[1 << (32 - Shift)];
    private uint[]? lowerRest,
        upperRest;
    private Threshold upper,
        lower;
    private long upperTies,
        lowerTies;

    /// <param name="from">The first rank that is selected, counted from 0 for the greatest value.</param>
    /// <param name="to">The first rank after those that are selected.</param>
    public RankSelection(long from, long to)
    {
        this.from = from;
        this.to = Math.Max(from, to);
        NeedsPass = this.to > from;
    }

    /// <summary>Indicates whether all values must be counted (once more) before anything can be selected.</summary>
    public bool NeedsPass { get; private set; }

    /// <summary>Selects fewer than requested, before the first pass ends.</summary>
    public void Limit(long count)
    {
        to = Math.Min(to, from + count);
        NeedsPass &= to > from;
    }

    /// <summary>A value at an end of the range, and how many values are greater.</summary>
    private struct Threshold
    {
        /// <summary>The bits of the value; in between only those that were counted.</summary>
        public uint Bits;

        public long Greater;
    }

    /// <summary>Counts the next values, none of which is negative.</summary>
    public void Count(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        if (counts is { } first)
        {
            ref uint start = ref MemoryMarshal.GetArrayDataReference(first);
            foreach (uint value in bits)
                Unsafe.Add(ref start, value >> Shift)++;
            return;
        }
        uint high = upper.Bits >> Shift,
            low = lower.Bits >> Shift;
        foreach (uint value in bits)
        {
            uint key = value >> Shift;
            if (key == high)
                upperRest![value & ((1 << RestBits) - 1)]++;
            if (key == low)
                lowerRest![value & ((1 << RestBits) - 1)]++;
        }
    }

    /// <summary>Ends a pass over all values.</summary>
    public void EndPass()
    {
        if (counts is { } first)
        {
            upper = Find(first, from, 0);
            lower = Find(first, to - 1, 0);
            upper.Bits <<= Shift;
            lower.Bits <<= Shift;
            counts = null;
            NeedsPass = !T.IsHalf;
            if (!NeedsPass)
                return;
            upperRest = new uint[1 << RestBits];
            lowerRest = new uint[1 << RestBits];
            return;
        }
        Threshold u = Find(upperRest!, from - upper.Greater, upper.Greater),
            l = Find(lowerRest!, to - 1 - lower.Greater, lower.Greater);
        upper = new() { Bits = upper.Bits | u.Bits, Greater = u.Greater };
        lower = new() { Bits = lower.Bits | l.Bits, Greater = l.Greater };
        (upperRest, lowerRest) = (null, null);
        NeedsPass = false;
    }

    /// <summary>Goes back to the first element.</summary>
    public void Restart() => (upperTies, lowerTies) = (0, 0);

    /// <summary>Marks the selected ones of the next values with 1, the others with 0. All values must be marked in order.</summary>
    public void Mark(ReadOnlySpan<float> values, Span<float> marks)
    {
        if (to == from)
        {
            marks[..values.Length].Clear();
            return;
        }
        int vectors = (
            DecisionOfTies(values.Length, values.Length) ?? DecisionOfTies(CountOf(values, upper.Bits), CountOf(values, lower.Bits))
        )
            is { } ties
            ? MarkVectors(values, marks, ties)
            : 0;
        MarkOneByOne(values[vectors..], marks[vectors..]);
    }

    /// <summary>Indicates whether the next values at the upper and at the lower end are selected, where it is the same for all of them; else null.</summary>
    /// <param name="uppers">The most values at the upper end that there can be.</param>
    /// <param name="lowers">The most values at the lower end that there can be.</param>
    private (bool Upper, bool Lower)? DecisionOfTies(int uppers, int lowers)
    {
        long first = upper.Greater + upperTies,
            last = lower.Greater + lowerTies;
        bool isBefore = first + uppers <= from,
            isIn = first >= from && first + uppers <= to,
            isAfter = first >= to;
        if (!isBefore && !isIn && !isAfter)
            return null;
        if (upper.Bits == lower.Bits)
            return (isIn, false);
        bool isLowerIn = last + lowers <= to;
        return isLowerIn || last >= to ? (isIn, isLowerIn) : null;
    }

    private static int CountOf(ReadOnlySpan<float> values, uint bits) => MemoryMarshal.Cast<float, uint>(values).Count(bits);

    /// <summary>Marks whole vectors.</summary>
    /// <returns>The number of elements.</returns>
    private int MarkVectors(ReadOnlySpan<float> values, Span<float> marks, (bool Upper, bool Lower) ties)
    {
        ReadOnlySpan<Vector256<int>> bits = MemoryMarshal.Cast<float, Vector256<int>>(values);
        Span<Vector256<float>> marked = MemoryMarshal.Cast<float, Vector256<float>>(marks)[..bits.Length];
        Vector256<int> high = Vector256.Create((int)upper.Bits),
            low = Vector256.Create((int)lower.Bits);
        Vector256<int> areUpperIn = Vector256.Create(ties.Upper ? -1 : 0),
            areLowerIn = Vector256.Create(ties.Lower ? -1 : 0);
        Vector256<int> upperCount = Vector256<int>.Zero,
            lowerCount = Vector256<int>.Zero;
        var one = Vector256.Create(1f);
        for (int i = 0; i < bits.Length; i++)
        {
            Vector256<int> value = bits[i],
                isUpper = Vector256.Equals(value, high),
                isLower = Vector256.Equals(value, low);
            Vector256<int> isIn = Vector256.LessThan(value, high) & Vector256.GreaterThan(value, low);
            marked[i] = (isIn | (isUpper & areUpperIn) | (isLower & areLowerIn)).AsSingle() & one;
            upperCount -= isUpper;
            lowerCount -= isLower;
        }
        upperTies += Vector256.Sum(upperCount);
        if (upper.Bits != lower.Bits)
            lowerTies += Vector256.Sum(lowerCount);
        return bits.Length * Vector256<int>.Count;
    }

    private void MarkOneByOne(ReadOnlySpan<float> values, Span<float> marks)
    {
        for (int i = 0; i < values.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(values[i]);
            // Where both ends are one value, its elements have ranks that go on from one end to the other.
            bool isSelected = bits < upper.Bits && bits > lower.Bits;
            if (bits == upper.Bits)
            {
                long rank = upper.Greater + upperTies++;
                isSelected = rank >= from && rank < to;
            }
            else if (bits == lower.Bits)
            {
                long rank = lower.Greater + lowerTies++;
                isSelected = rank < to;
            }
            marks[i] = isSelected ? 1 : 0;
        }
    }

    private static Threshold Find(ReadOnlySpan<uint> counts, long rank, long greater)
    {
        long passed = 0;
        int key = counts.Length - 1;
        for (; key > 0 && passed + counts[key] <= rank; key--)
            passed += counts[key];
        return new() { Bits = (uint)key, Greater = greater + passed };
    }
}
