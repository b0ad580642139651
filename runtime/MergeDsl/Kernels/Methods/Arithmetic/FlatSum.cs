using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>The sum of contiguous elements in the order of the reference: eight float32 lanes, four interleaved partial sums, each a cascade of four levels. Takes the elements in pieces of any length.</summary>
/// <typeparam name="T">The dtype of the elements; two elements of 16 bits are added before they enter a lane.</typeparam>
internal sealed class FlatSum<T>
    where T : struct, IWorkType
{
    private const int Lanes = 8,
        Partials = 4,
        Levels = 4;

    private static readonly int Width = T.IsHalf ? 2 * Lanes : Lanes;

    private readonly Cascade cascade;
    private readonly Vector256<float>[] sums = new Vector256<float>[Partials * Levels];
    private readonly float[] pending = new float[Partials * 2 * Lanes];
    private readonly long vectors;
    private readonly bool isShort;
    private long groups;
    private int pendingCount;

    /// <param name="elements">The number of elements that will be added in all.</param>
    public FlatSum(long elements)
    {
        vectors = elements / Width;
        isShort = vectors == 0;
        cascade = new(vectors / Partials);
    }

    /// <summary>Begins a new sum of as many elements.</summary>
    public void Reset()
    {
        Array.Clear(sums);
        groups = 0;
        pendingCount = 0;
    }

    /// <summary>Adds the next elements.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        int group = Partials * Width;
        if (pendingCount > 0)
        {
            int taken = Math.Min(group - pendingCount, values.Length);
            values[..taken].CopyTo(pending.AsSpan(pendingCount));
            pendingCount += taken;
            values = values[taken..];
            if (pendingCount < group)
                return;
            AddGroups(pending.AsSpan(0, group));
            pendingCount = 0;
        }
        int whole = values.Length / group * group;
        AddGroups(values[..whole]);
        values[whole..].CopyTo(pending);
        pendingCount = values.Length - whole;
    }

    /// <summary>The sum of all elements, not rounded to the dtype.</summary>
    public float Total()
    {
        ReadOnlySpan<float> rest = pending.AsSpan(0, pendingCount);
        if (isShort)
            return Short(rest);
        Span<Vector256<float>> partials = stackalloc Vector256<float>[Partials];
        for (int p = 0; p < Partials; p++)
            partials[p] = ((sums[p] + sums[Partials + p]) + sums[(2 * Partials) + p]) + sums[(3 * Partials) + p];
        for (; rest.Length >= Width; rest = rest[Width..])
            partials[0] += Load(rest);
        Vector256<float> lanes = ((partials[0] + partials[1]) + partials[2]) + partials[3];
        float total = 0;
        foreach (float value in rest)
            total += value;
        for (int i = 0; i < Lanes; i++)
            total += lanes[i];
        return total;
    }

    /// <summary>The sum of a few elements.</summary>
    public static float Of(ReadOnlySpan<float> values)
    {
        var sum = new FlatSum<T>(values.Length);
        sum.Add(values);
        return sum.Total();
    }

    private static Vector256<float> Load(ReadOnlySpan<float> values) =>
        T.IsHalf ? Vector256.Create(values) + Vector256.Create(values[Lanes..]) : Vector256.Create(values);

    private void AddGroups(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return;
        ReadOnlySpan<Vector256<float>> lanes = MemoryMarshal.Cast<float, Vector256<float>>(values);
        int step = T.IsHalf ? 2 * Partials : Partials;
        Vector256<float> s0 = sums[0],
            s1 = sums[1],
            s2 = sums[2],
            s3 = sums[3];
        long mask = cascade.Steps - 1;
        for (; lanes.Length >= step; lanes = lanes[step..])
        {
            if (T.IsHalf)
            {
                s0 += lanes[0] + lanes[1];
                s1 += lanes[2] + lanes[3];
                s2 += lanes[4] + lanes[5];
                s3 += lanes[6] + lanes[7];
            }
            else
            {
                s0 += lanes[0];
                s1 += lanes[1];
                s2 += lanes[2];
                s3 += lanes[3];
            }
            if ((++groups & mask) != 0)
                continue;
            (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
            for (int level = 1; level <= cascade.Carries(groups); level++)
            {
                for (int p = 0; p < Partials; p++)
                {
                    sums[(level * Partials) + p] += sums[((level - 1) * Partials) + p];
                    sums[((level - 1) * Partials) + p] = Vector256<float>.Zero;
                }
            }
            (s0, s1, s2, s3) = (sums[0], sums[1], sums[2], sums[3]);
        }
        (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
    }

    /// <summary>Fewer elements than lanes: four interleaved partial sums of single elements.</summary>
    private static float Short(ReadOnlySpan<float> values)
    {
        Span<float> partials = stackalloc float[Partials];
        partials.Clear();
        int whole = values.Length / Partials * Partials;
        for (int i = 0; i < whole; i++)
            partials[i % Partials] += values[i];
        for (int i = whole; i < values.Length; i++)
            partials[0] += values[i];
        return ((partials[0] + partials[1]) + partials[2]) + partials[3];
    }
}

/// <summary>When the levels of a cascaded sum are carried on.</summary>
internal readonly struct Cascade
{
    private const int Levels = 4;
    private readonly int shift;

    /// <param name="items">The number of items that are summed.</param>
    public Cascade(long items) => shift = Math.Max(4, CeilingLog2(items) / Levels);

    /// <summary>The number of items summed before the first carry.</summary>
    public long Steps => 1L << shift;

    /// <summary>The number of levels carried after a number of items, which is a multiple of the steps.</summary>
    public int Carries(long items)
    {
        int level = 1;
        while (level < Levels - 1 && (items & ((Steps - 1) << (level * shift))) == 0)
            level++;
        return level;
    }

    private static int CeilingLog2(long value) => value <= 1 ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(value - 1));
}
