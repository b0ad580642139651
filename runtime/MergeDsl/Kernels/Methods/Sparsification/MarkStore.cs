using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>The marks of a mask, a bit each, from one pass over a tensor to the next. Every block begins with a byte of its own.</summary>
/// <param name="elements">The number of elements of the tensor.</param>
/// <param name="blockElements">The number of elements of a block.</param>
internal sealed class MarkStore(long elements, int blockElements) : IDisposable
{
    /// <summary>The marks that a thread keeps, 16 MiB of them; those of larger tensors are found once more.</summary>
    public const long Most = 128L << 20;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(checked((int)(((elements / blockElements) + 1) * Padding.Vectors(blockElements))));
    private int next;

    /// <summary>Goes back to the first element.</summary>
    public void Restart() => next = 0;

    /// <summary>Keeps the marks of the next elements, each 1 or 0.</summary>
    public void Write(ReadOnlySpan<Vector256<float>> marks)
    {
        Span<byte> to = bytes.AsSpan(next, marks.Length);
        for (int i = 0; i < marks.Length; i++)
            to[i] = (byte)
                Vector256.ExtractMostSignificantBits(Vector256.Equals(marks[i].AsInt32(), Vector256<int>.Zero) ^ Vector256<int>.AllBitsSet);
        next += marks.Length;
    }

    /// <summary>The marks of the next elements.</summary>
    public void Read(Span<float> marks)
    {
        Span<Vector256<float>> to = MemoryMarshal.Cast<float, Vector256<float>>(marks);
        ReadOnlySpan<byte> from = bytes.AsSpan(next, to.Length);
        Vector256<int> bit = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var one = Vector256.Create(1f);
        for (int i = 0; i < to.Length; i++)
            to[i] = Vector256.Equals(Vector256.Create((int)from[i]) & bit, bit).AsSingle() & one;
        next += to.Length;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }
}
