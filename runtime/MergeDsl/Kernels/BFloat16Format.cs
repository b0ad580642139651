using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>bfloat16: the upper half of a float32.</summary>
internal sealed class BFloat16Format() : FloatFormat<ushort>(0x7F80)
{
    public static BFloat16Format Instance { get; } = new();

    public override void Load(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        ReadOnlySpan<ushort> from = MemoryMarshal.Cast<byte, ushort>(bytes);
        ReadOnlySpan<Vector256<ushort>> packed = MemoryMarshal.Cast<ushort, Vector256<ushort>>(from);
        Span<Vector256<uint>> wide = MemoryMarshal.Cast<float, Vector256<uint>>(values);
        for (int i = 0; i < packed.Length; i++)
        {
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(packed[i]);
            wide[2 * i] = lower << 16;
            wide[(2 * i) + 1] = upper << 16;
        }
        for (int i = packed.Length * Vector256<ushort>.Count; i < from.Length; i++)
            values[i] = Widen(from[i]);
    }

    public override void Store(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        Span<ushort> to = MemoryMarshal.Cast<byte, ushort>(bytes);
        ReadOnlySpan<Vector256<uint>> wide = MemoryMarshal.Cast<float, Vector256<uint>>(values);
        Span<Vector256<ushort>> packed = MemoryMarshal.Cast<ushort, Vector256<ushort>>(to);
        int pairs = Math.Min(wide.Length / 2, packed.Length);
        for (int i = 0; i < pairs; i++)
            packed[i] = Vector256.Narrow(Narrow(wide[2 * i]), Narrow(wide[(2 * i) + 1]));
        for (int i = pairs * Vector256<ushort>.Count; i < values.Length; i++)
            to[i] = Narrow(values[i]);
    }

    public override ElementKernel Scale(double factor) => new BFloat16Scale((float)factor);

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

    /// <summary>The bfloat16 bits of float32 bits.</summary>
    private static Vector256<uint> Narrow(Vector256<uint> bits)
    {
        Vector256<uint> upper = bits >> 16;
        Vector256<uint> rounded = (bits + Vector256.Create(0x7FFFu) + (upper & Vector256.Create(1u))) >> 16;
        // The bits at the end of a float32 NaN could carry through its exponent.
        Vector256<uint> isNaN = Vector256
            .GreaterThan((bits & Vector256.Create(0x7FFFFFFFu)).AsInt32(), Vector256.Create(0x7F800000))
            .AsUInt32();
        return Vector256.ConditionalSelect(isNaN, upper | Vector256.Create(0x40u), rounded);
    }
}
