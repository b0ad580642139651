using MergeDsl.Files;
using MergeDsl.Kernels;

namespace MergeDsl.Engine;

/// <summary>Writes stretches of output files block by block. Each thread has one: a block is filled from the sources, computed on in place, and written.</summary>
/// <param name="blockSize">The bytes of a block: several pages, so that one always ends behind its beginning.</param>
/// <param name="transport">How bytes get from and to files.</param>
/// <param name="progress">Counts them.</param>
internal sealed class BlockWriter(int blockSize, FileTransport transport, ProgressCounter progress) : IDisposable
{
    private readonly AlignedBuffer block = new(blockSize);
    private AlignedBuffer? staging;

    /// <summary>Elements that change their size are read here, in pieces that fit in the cache.</summary>
    private Span<byte> Staging => (staging ??= new(StagingSize(blockSize))).Span;

    /// <summary>The bytes that elements which change their size take besides a block.</summary>
    public static int StagingSize(int blockSize) => Math.Min(blockSize, 1 << 20);

    /// <summary>Writes the bytes of a file from one position to another; both are positions where it may be cut.</summary>
    public void Write(ShardRuns shard, OutputStream output, long start, long end, CancellationToken cancellationToken)
    {
        while (start < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (shard.HoleAt(start) is { } hole)
            {
                start = Math.Min(hole.End, end);
                continue;
            }
            // From page to page, so that no page of the output is written twice.
            long next = (start + blockSize) / AlignedBuffer.Page * AlignedBuffer.Page;
            next = next >= end ? end : shard.Cut(next);
            next = shard.BeforeHole(start, next);
            Span<byte> bytes = block.Span[..(int)(next - start)];
            Fill(shard, start, bytes);
            output.Write(transport, bytes, start);
            progress.AddWritten(bytes.Length);
            start = next;
        }
    }

    /// <summary>Fills a buffer with the bytes of a file from a position on.</summary>
    internal void Fill(ShardRuns shard, long position, Span<byte> bytes)
    {
        if (position < shard.Header.Length)
        {
            ReadOnlySpan<byte> header = shard.Header.Span[(int)position..];
            header = header[..Math.Min(header.Length, bytes.Length)];
            header.CopyTo(bytes);
            bytes = bytes[header.Length..];
            position += header.Length;
        }
        for (int i = bytes.IsEmpty ? 0 : shard.Find(position); !bytes.IsEmpty; i++)
        {
            ByteRun run = shard.Runs[i];
            int length = (int)Math.Min(run.End - position, bytes.Length);
            Fill(run, position - run.Offset, bytes[..length]);
            bytes = bytes[length..];
            position += length;
        }
    }

    private void Fill(ByteRun run, long start, Span<byte> bytes)
    {
        if (run.Kernel is not ElementKernel kernel)
        {
            Read(run.Source!, bytes, run.SourceOffset + start);
        }
        else if (kernel.IsInPlace)
        {
            Read(run.Source!, bytes, run.SourceOffset + start);
            kernel.Apply(bytes, bytes);
        }
        else
        {
            int piece = Staging.Length / Math.Max(kernel.InputSize, kernel.OutputSize);
            long element = start / kernel.OutputSize;
            while (!bytes.IsEmpty)
            {
                int count = Math.Min(piece, bytes.Length / kernel.OutputSize);
                Span<byte> input = Staging[..(count * kernel.InputSize)];
                Read(run.Source!, input, run.SourceOffset + (element * kernel.InputSize));
                kernel.Apply(input, bytes[..(count * kernel.OutputSize)]);
                bytes = bytes[(count * kernel.OutputSize)..];
                element += count;
            }
        }
    }

    private void Read(SourceFile source, Span<byte> bytes, long offset)
    {
        source.Read(transport, bytes, offset);
        progress.AddRead(bytes.Length);
    }

    public void Dispose()
    {
        block.Dispose();
        staging?.Dispose();
    }
}
