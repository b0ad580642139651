using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MergeDsl.Kernels;

/// <summary>float16 times a factor: the float32 product with the factor as float32, rounded once.</summary>
internal sealed class Float16Scale(float factor) : ElementKernel(sizeof(ushort), sizeof(ushort))
{
    [SkipLocalsInit]
    public override void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<float> scratch = stackalloc float[BlockElements];
        ReadOnlySpan<Half> from = MemoryMarshal.Cast<byte, Half>(input);
        Span<Half> to = MemoryMarshal.Cast<byte, Half>(output);
        for (int start = 0; start < from.Length; start += BlockElements)
        {
            int count = Math.Min(BlockElements, from.Length - start);
            Span<float> values = scratch[..count];
            TensorPrimitives.ConvertToSingle(from.Slice(start, count), values);
            TensorPrimitives.Multiply(values, factor, values);
            TensorPrimitives.ConvertToHalf(values, to.Slice(start, count));
        }
    }
}
