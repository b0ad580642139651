using MergeDsl.Kernels;

namespace MergeDsl.Engine;

/// <summary>Finds elements that become NaN or infinite as they are written.</summary>
internal static class NonFiniteNumbers
{
    /// <summary>Counts the elements of an output that are NaN or infinite though those of all inputs are finite.</summary>
    public static long Count(TensorBlock block, int inputs, ReadOnlySpan<byte> written, FloatFormat format)
    {
        if (!format.HasNonFinite(written))
            return 0;
        long count = 0;
        for (int i = 0; i < block.Count; i++)
        {
            if (!format.IsNonFinite(written, i))
                continue;
            bool areFinite = true;
            for (int input = 0; input < inputs; input++)
                areFinite &= float.IsFinite(block[input][i]);
            if (areFinite)
                count++;
        }
        return count;
    }
}
