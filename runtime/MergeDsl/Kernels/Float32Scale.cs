using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MergeDsl.Kernels;

/// <summary>float32 times a factor as float32.</summary>
internal sealed class Float32Scale(float factor) : ElementKernel(sizeof(float), sizeof(float))
{
    public override void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ReadOnlySpan<float> from = MemoryMarshal.Cast<byte, float>(input);
        Span<float> to = MemoryMarshal.Cast<byte, float>(output);
        for (int start = 0; start < from.Length; start += BlockElements)
        {
            int count = Math.Min(BlockElements, from.Length - start);
            TensorPrimitives.Multiply(from.Slice(start, count), factor, to.Slice(start, count));
        }
    }
}
