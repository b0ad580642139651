using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MergeDsl.Kernels;

/// <summary>float64 times a factor, which is not rounded.</summary>
internal sealed class Float64Scale(double factor) : ElementKernel(sizeof(double), sizeof(double))
{
    public override void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ReadOnlySpan<double> from = MemoryMarshal.Cast<byte, double>(input);
        Span<double> to = MemoryMarshal.Cast<byte, double>(output);
        for (int start = 0; start < from.Length; start += BlockElements)
        {
            int count = Math.Min(BlockElements, from.Length - start);
            TensorPrimitives.Multiply(from.Slice(start, count), factor, to.Slice(start, count));
        }
    }
}
