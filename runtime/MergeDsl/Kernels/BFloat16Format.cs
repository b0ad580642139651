using System.Numerics.Tensors;

namespace MergeDsl.Kernels;

/// <summary>bfloat16: the upper half of a float32.</summary>
internal static class BFloat16Format
{
    /// <summary>The value as float32, exactly.</summary>
    public static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>The nearest bfloat16, ties to even; NaN stays NaN and becomes quiet.</summary>
    public static ushort Narrow(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Adds to the bits of float32 values what makes the cut after the upper half a rounding to nearest, ties to even. No element may be a NaN that would carry into the sign.</summary>
    /// <param name="bits">The bits of the values.</param>
    /// <param name="scratch">As many elements.</param>
    public static void PrepareCut(Span<uint> bits, Span<uint> scratch)
    {
        TensorPrimitives.ShiftRightLogical(bits, 16, scratch);
        TensorPrimitives.BitwiseAnd(scratch, 1u, scratch);
        TensorPrimitives.Add(bits, scratch, bits);
        TensorPrimitives.Add(bits, 0x7FFFu, bits);
    }
}
