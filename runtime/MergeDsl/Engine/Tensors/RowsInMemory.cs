using MergeDsl.Files;
using MergeDsl.Kernels;

namespace MergeDsl.Engine;

/// <summary>Kept rows in memory.</summary>
internal sealed class RowsInMemory : KeptRows, IDisposable
{
    private readonly KeptMemory memory;
    private readonly AlignedBuffer buffer;
    private readonly FloatFormat format;
    private readonly int length;
    private readonly CancellationToken cancellationToken;

    private RowsInMemory(KeptMemory memory, AlignedBuffer buffer, FloatFormat format, int length, CancellationToken cancellationToken)
    {
        (this.memory, this.buffer, this.format) = (memory, buffer, format);
        (this.length, this.cancellationToken) = (length, cancellationToken);
    }

    /// <summary>Makes rows; null where there is no memory for them.</summary>
    public static RowsInMemory? TryMake(
        KeptMemory memory,
        FloatFormat format,
        int count,
        long elements,
        CancellationToken cancellationToken
    ) =>
        memory.TryTake(count * elements * format.Size) is { } buffer
            ? new(memory, buffer, format, (int)elements * format.Size, cancellationToken)
            : null;

    public override void Load(int row, long start, Span<float> values)
    {
        cancellationToken.ThrowIfCancellationRequested();
        format.Load(Place(row, start, values.Length), values);
    }

    public override void Store(int row, long start, ReadOnlySpan<float> values) => format.Store(values, Place(row, start, values.Length));

    public void Dispose() => memory.Return(buffer);

    private Span<byte> Place(int row, long start, int count) =>
        buffer.Span.Slice((row * length) + ((int)start * format.Size), count * format.Size);
}
