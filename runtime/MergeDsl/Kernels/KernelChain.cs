using System.Runtime.CompilerServices;

namespace MergeDsl.Kernels;

/// <summary>Kernels one after the other, block by block, so that what lies between them stays in the cache.</summary>
internal sealed class KernelChain(IReadOnlyList<ElementKernel> kernels) : ElementKernel(kernels[0].InputSize, kernels[^1].OutputSize)
{
    [SkipLocalsInit]
    public override void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> first = stackalloc byte[BlockElements * sizeof(double)],
            second = stackalloc byte[BlockElements * sizeof(double)];
        int elements = input.Length / InputSize;
        for (int start = 0; start < elements; start += BlockElements)
        {
            int count = Math.Min(BlockElements, elements - start);
            for (int i = 0; i < kernels.Count; i++)
            {
                ElementKernel kernel = kernels[i];
                ReadOnlySpan<byte> from =
                    i == 0
                        ? input.Slice(start * InputSize, count * InputSize)
                        : (i % 2 == 1 ? first : second)[..(count * kernel.InputSize)];
                Span<byte> to =
                    i == kernels.Count - 1
                        ? output.Slice(start * OutputSize, count * OutputSize)
                        : (i % 2 == 0 ? first : second)[..(count * kernel.OutputSize)];
                kernel.Apply(from, to);
            }
        }
    }
}
