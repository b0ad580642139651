using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MergeDsl.Methods;

namespace MergeDsl.Engine;

/// <summary>Finds elements that are NaN or infinite, or become so when they are written.</summary>
internal static class SickNumbers
{
    /// <summary>The bits of the least magnitude that is not finite in a dtype.</summary>
    private static uint Limit(TensorDType dtype) => dtype switch
    {
        TensorDType.BF16 => 0x7F7F8000,
        TensorDType.F16 => 0x477FF000,
        _ => 0x7F800000,
    };

    /// <summary>Whether any element is sick.</summary>
    public static bool MayBeIn(ReadOnlySpan<float> values, TensorDType written)
    {
        ReadOnlySpan<Vector256<uint>> vectors = MemoryMarshal.Cast<float, Vector256<uint>>(values);
        var magnitude = Vector256.Create(0x7FFFFFFFu);
        var greatest = Vector256<int>.Zero;
        foreach (Vector256<uint> bits in vectors) greatest = Vector256.Max(greatest, (bits & magnitude).AsInt32());
        int limit = (int)Limit(written);
        if (Vector256.GreaterThanOrEqualAny(greatest, Vector256.Create(limit))) return true;
        foreach (float value in values[(vectors.Length * 8)..])
        {
            if ((BitConverter.SingleToInt32Bits(value) & 0x7FFFFFFF) >= limit) return true;
        }
        return false;
    }

    /// <summary>How many elements are sick though those of all inputs are finite.</summary>
    public static long Count(TensorBlock block, int inputs, TensorDType written)
    {
        uint limit = Limit(written);
        long count = 0;
        Span<float> output = block.Output;
        for (int i = 0; i < output.Length; i++)
        {
            if ((BitConverter.SingleToUInt32Bits(output[i]) & 0x7FFFFFFF) < limit) continue;
            bool areFinite = true;
            for (int input = 0; input < inputs; input++) areFinite &= float.IsFinite(block[input][i]);
            if (areFinite) count++;
        }
        return count;
    }
}
