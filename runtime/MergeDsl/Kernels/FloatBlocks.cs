using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>Elements of files as float32 and back.</summary>
internal static class FloatBlocks
{
    /// <summary>Widens stored elements to float32; float64 is rounded.</summary>
    public static void Load(ReadOnlySpan<byte> bytes, TensorDType dtype, Span<float> values)
    {
        switch (dtype)
        {
            case TensorDType.BF16:
                LoadBFloat16(MemoryMarshal.Cast<byte, ushort>(bytes), values);
                break;
            case TensorDType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case TensorDType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case TensorDType.F64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
            default:
                throw new NotSupportedException(dtype.Name());
        }
    }

    /// <summary>Rounds float32 to elements of a file, to nearest even. NaN stays NaN, what is too large becomes infinite.</summary>
    public static void Store(ReadOnlySpan<float> values, TensorDType dtype, Span<byte> bytes)
    {
        switch (dtype)
        {
            case TensorDType.BF16:
                StoreBFloat16(values, MemoryMarshal.Cast<byte, ushort>(bytes));
                break;
            case TensorDType.F16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes));
                break;
            case TensorDType.F32:
                values.CopyTo(MemoryMarshal.Cast<byte, float>(bytes));
                break;
            default:
                throw new NotSupportedException(dtype.Name());
        }
    }

    private static void LoadBFloat16(ReadOnlySpan<ushort> from, Span<float> to)
    {
        ReadOnlySpan<Vector256<ushort>> packed = MemoryMarshal.Cast<ushort, Vector256<ushort>>(from);
        Span<Vector256<uint>> wide = MemoryMarshal.Cast<float, Vector256<uint>>(to);
        for (int i = 0; i < packed.Length; i++)
        {
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(packed[i]);
            wide[2 * i] = lower << 16;
            wide[(2 * i) + 1] = upper << 16;
        }
        for (int i = packed.Length * Vector256<ushort>.Count; i < from.Length; i++)
            to[i] = BFloat16Format.Widen(from[i]);
    }

    private static void StoreBFloat16(ReadOnlySpan<float> from, Span<ushort> to)
    {
        ReadOnlySpan<Vector256<uint>> wide = MemoryMarshal.Cast<float, Vector256<uint>>(from);
        Span<Vector256<ushort>> packed = MemoryMarshal.Cast<ushort, Vector256<ushort>>(to);
        int pairs = Math.Min(wide.Length / 2, packed.Length);
        for (int i = 0; i < pairs; i++)
            packed[i] = Vector256.Narrow(Narrow(wide[2 * i]), Narrow(wide[(2 * i) + 1]));
        for (int i = pairs * Vector256<ushort>.Count; i < from.Length; i++)
            to[i] = BFloat16Format.Narrow(from[i]);
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
