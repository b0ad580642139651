namespace MergeDsl.Kernels;

/// <summary>A computation on the elements of one tensor, element by element, over spans of bytes. Kernels hold no state of a run, so threads share them.</summary>
/// <param name="inputSize">The bytes of an element read.</param>
/// <param name="outputSize">The bytes of an element written.</param>
internal abstract class ElementKernel(int inputSize, int outputSize)
{
    /// <summary>Elements computed at a time: the scratch of a block stays in the first-level cache, and far below the sizes where TensorPrimitives bypasses it.</summary>
    protected const int BlockElements = 4096;

    /// <summary>The bytes of an element read.</summary>
    public int InputSize { get; } = inputSize;

    /// <summary>The bytes of an element written.</summary>
    public int OutputSize { get; } = outputSize;

    /// <summary>Indicates whether the output has the place of the input, so that it can be computed in the buffer that was read.</summary>
    public bool IsInPlace => InputSize == OutputSize;

    /// <summary>Computes whole elements. Input and output are the same memory or do not overlap; they need no alignment.</summary>
    public abstract void Apply(ReadOnlySpan<byte> input, Span<byte> output);
}
