using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>One block of float32 for each of several models. Rows end with room for whole vectors, so that element-wise loops need no rest.</summary>
/// <param name="count">The number of models.</param>
/// <param name="elements">The number of elements of a block.</param>
internal sealed class Blocks(int count, int elements)
{
    /// <summary>The elements of a block of a tensor that is taken element by element.</summary>
    public const int Elements = 2048;

    /// <summary>An odd number of cache lines between rows, so that the same element of several models does not fall into one set of the cache.</summary>
    private readonly int stride = StrideOf(elements);

    private readonly float[] values = new float[Math.Max(1, count) * StrideOf(elements)];

    public int Count { get; } = count;

    /// <summary>The elements of a block.</summary>
    public int Length { get; } = elements;

    /// <summary>The block of a model.</summary>
    public Span<float> this[int model] => values.AsSpan(model * stride, Length);

    /// <summary>The elements from the beginning of one row to that of the next.</summary>
    public int Stride => stride;

    private static int StrideOf(int elements) => ((elements + 15) / 16 * 16) + 16;

    /// <summary>The first rows, one after the other.</summary>
    public ReadOnlySpan<float> Rows(int count) => values.AsSpan(0, count * stride);

    /// <summary>The block of a model as vectors, the last of which may be part room.</summary>
    public Span<Vector256<float>> Vectors(int model) =>
        MemoryMarshal.Cast<float, Vector256<float>>(values.AsSpan(model * stride, Padding.Room(Length)));

    /// <summary>The block of a model with the room behind it.</summary>
    public Span<float> Padded(int model) => values.AsSpan(model * stride, Padding.Room(Length));
}
