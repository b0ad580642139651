using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MergeDsl.Kernels;

/// <summary>bfloat16 times a factor: the float32 product with the factor as float32, rounded once.</summary>
/// <remarks>Works on pairs of elements in 32 bits, so that nothing is widened in memory. A bfloat16 NaN times a number has sixteen zero bits at its end, so rounding cannot carry and NaN needs no branch.</remarks>
internal sealed class BFloat16Scale(float factor) : ElementKernel(sizeof(ushort), sizeof(ushort))
{
    private const int Pairs = BlockElements / 2;

    [SkipLocalsInit]
    public override void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<uint> low = stackalloc uint[Pairs],
            high = stackalloc uint[Pairs],
            scratch = stackalloc uint[Pairs];
        ReadOnlySpan<uint> from = MemoryMarshal.Cast<byte, uint>(input);
        Span<uint> to = MemoryMarshal.Cast<byte, uint>(output);
        for (int start = 0; start < from.Length; start += Pairs)
        {
            int count = Math.Min(Pairs, from.Length - start);
            ScalePairs(from.Slice(start, count), to.Slice(start, count), low[..count], high[..count], scratch[..count]);
        }
        if (input.Length % sizeof(uint) != 0)
        {
            ushort last = MemoryMarshal.Read<ushort>(input[^sizeof(ushort)..]);
            MemoryMarshal.Write(output[(input.Length - sizeof(ushort))..], BFloat16Format.Narrow(BFloat16Format.Widen(last) * factor));
        }
    }

    private void ScalePairs(ReadOnlySpan<uint> from, Span<uint> to, Span<uint> low, Span<uint> high, Span<uint> scratch)
    {
        TensorPrimitives.ShiftLeft(from, 16, low);
        TensorPrimitives.BitwiseAnd(from, 0xFFFF0000u, high);
        Multiply(low);
        Multiply(high);
        BFloat16Format.PrepareCut(low, scratch);
        BFloat16Format.PrepareCut(high, scratch);
        TensorPrimitives.ShiftRightLogical(low, 16, low);
        TensorPrimitives.BitwiseAnd(high, 0xFFFF0000u, high);
        TensorPrimitives.BitwiseOr(low, high, to);
    }

    private void Multiply(Span<uint> bits)
    {
        Span<float> values = MemoryMarshal.Cast<uint, float>(bits);
        TensorPrimitives.Multiply(values, factor, values);
    }
}
