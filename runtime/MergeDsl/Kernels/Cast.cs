using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MergeDsl.Kernels;

/// <summary>From one floating point dtype to another, by way of float32: exact where the target is wider, else to nearest, ties to even; NaN stays NaN, what is too large becomes infinite.</summary>
internal sealed class Cast(TensorDType from, TensorDType to) : ElementKernel(from.Bits() / 8, to.Bits() / 8)
{
    [SkipLocalsInit]
    public override void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<float> values = stackalloc float[BlockElements];
        Span<uint> scratch = stackalloc uint[BlockElements];
        int elements = input.Length / InputSize;
        for (int start = 0; start < elements; start += BlockElements)
        {
            int count = Math.Min(BlockElements, elements - start);
            Load(input.Slice(start * InputSize, count * InputSize), values[..count]);
            Store(values[..count], output.Slice(start * OutputSize, count * OutputSize), scratch[..count]);
        }
    }

    private void Load(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (from)
        {
            case TensorDType.BF16:
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(values);
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ushort>(bytes), bits);
                TensorPrimitives.ShiftLeft(bits, 16, bits);
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
                throw new NotSupportedException(from.Name());
        }
    }

    private void Store(Span<float> values, Span<byte> bytes, Span<uint> scratch)
    {
        switch (to)
        {
            case TensorDType.BF16:
                StoreBFloat16(values, MemoryMarshal.Cast<byte, ushort>(bytes), scratch);
                break;
            case TensorDType.F16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes));
                break;
            case TensorDType.F32:
                values.CopyTo(MemoryMarshal.Cast<byte, float>(bytes));
                break;
            default:
                throw new NotSupportedException(to.Name());
        }
    }

    private static void StoreBFloat16(Span<float> values, Span<ushort> to, Span<uint> scratch)
    {
        // The bits at the end of a float32 NaN could carry through its exponent, so blocks with one take the slow way.
        if (TensorPrimitives.IsNaNAny<float>(values))
        {
            for (int i = 0; i < values.Length; i++)
                to[i] = BFloat16Format.Narrow(values[i]);
            return;
        }
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        BFloat16Format.PrepareCut(bits, scratch);
        TensorPrimitives.ShiftRightLogical(bits, 16, bits);
        TensorPrimitives.ConvertTruncating<uint, ushort>(bits, to);
    }
}
