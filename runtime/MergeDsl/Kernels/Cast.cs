using System.Runtime.CompilerServices;

namespace MergeDsl.Kernels;

/// <summary>From one floating point dtype to another, by way of float32: exact where the target is wider, else to nearest, ties to even; NaN stays NaN, what is too large becomes infinite.</summary>
internal sealed class Cast(FloatFormat from, FloatFormat to) : ElementKernel(from.Size, to.Size)
{
    [SkipLocalsInit]
    public override void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<float> values = stackalloc float[BlockElements];
        int elements = input.Length / InputSize;
        for (int start = 0; start < elements; start += BlockElements)
        {
            int count = Math.Min(BlockElements, elements - start);
            from.Load(input.Slice(start * InputSize, count * InputSize), values[..count]);
            to.Store(values[..count], output.Slice(start * OutputSize, count * OutputSize));
        }
    }
}
