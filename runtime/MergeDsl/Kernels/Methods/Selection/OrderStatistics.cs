namespace MergeDsl.Kernels;

/// <summary>Values of given ranks among many, the smallest first, without sorting.</summary>
internal static class OrderStatistics
{
    private const int HalfBits = 16;

    /// <summary>The values of some ranks; NaN counts as the greatest.</summary>
    public static float[] Of(ReadOnlySpan<float> values, params ReadOnlySpan<int> ranks)
    {
        int[] upper = new int[1 << HalfBits],
            lower = [];
        uint ends = 0;
        foreach (float value in values)
        {
            upper[Key(value) >> HalfBits]++;
            ends |= BitConverter.SingleToUInt32Bits(value);
        }
        // Of bfloat16 nothing is left to be counted.
        bool isHalf = (ends & 0xFFFF) == 0;
        float[] found = new float[ranks.Length];
        for (int i = 0; i < ranks.Length; i++)
        {
            (int bin, int before) = Find(upper, ranks[i]);
            if (isHalf)
            {
                found[i] = Value(((uint)bin << HalfBits) | (bin >= 1 << (HalfBits - 1) ? 0u : 0xFFFFu));
                continue;
            }
            if (lower.Length == 0)
                lower = new int[1 << HalfBits];
            Array.Clear(lower);
            foreach (float value in values)
            {
                uint key = Key(value);
                if (key >> HalfBits == bin)
                    lower[key & 0xFFFF]++;
            }
            (int rest, _) = Find(lower, ranks[i] - before);
            found[i] = Value(((uint)bin << HalfBits) | (uint)rest);
        }
        return found;
    }

    private static (int Bin, int Before) Find(int[] counts, int rank)
    {
        int before = 0,
            bin = 0;
        for (; bin < counts.Length - 1 && before + counts[bin] <= rank; bin++)
            before += counts[bin];
        return (bin, before);
    }

    /// <summary>Bits that are ordered as the values.</summary>
    private static uint Key(float value)
    {
        if (float.IsNaN(value))
            return uint.MaxValue;
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }

    private static float Value(uint key) => BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key & 0x7FFFFFFF : ~key);
}
