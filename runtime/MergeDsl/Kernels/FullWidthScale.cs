using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MergeDsl.Kernels;

/// <summary>float32 or float64 times a factor, in that dtype.</summary>
internal sealed class FullWidthScale<T>(T factor) : ElementKernel(Marshal.SizeOf<T>(), Marshal.SizeOf<T>())
    where T : unmanaged, INumber<T>
{
    public override void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(input);
        Span<T> to = MemoryMarshal.Cast<byte, T>(output);
        for (int start = 0; start < from.Length; start += BlockElements)
        {
            int count = Math.Min(BlockElements, from.Length - start);
            TensorPrimitives.Multiply(from.Slice(start, count), factor, to.Slice(start, count));
        }
    }
}
