using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>The threads that write the files of a merge.</summary>
internal sealed class BlockWorkers(IReadOnlyList<ShardWork> files, MergeOptions options, OpenFiles open, ProgressCounter progress)
{
    private const long SmallestSegment = 16 << 20;
    private const long LargestSegment = 256 << 20;

    /// <summary>Blocks of all threads together: what keeps the memory of a merge the same, whatever its size and the number of threads.</summary>
    private const int BufferBudget = 32 << 20;
    private const int LargestBlock = 4 << 20;
    private const int SmallestBlock = 64 << 10;

    /// <summary>Threads wait for the disk most of the time, so there are more than processors; beyond a few they wait for each other.</summary>
    private static int DefaultThreads => Math.Clamp(2 * Environment.ProcessorCount, 2, 8);

    /// <summary>The number of bytes that a thread takes at a time: so small that all threads end together, so large that what the system reads ahead is seldom in vain.</summary>
    public static long SegmentSize(long length) => Math.Clamp(length / 64, SmallestSegment, LargestSegment);

    /// <summary>Returns the number of threads that write, and the size of their blocks.</summary>
    /// <param name="threads">The number of threads requested, or 0.</param>
    /// <param name="lengths">The lengths of the files in bytes.</param>
    public static WorkerSizes Measure(int threads, IReadOnlyList<long> lengths)
    {
        long segment = SegmentSize(lengths.Sum());
        int count = WorkerPool.Size(threads > 0 ? threads : DefaultThreads, lengths.Sum(length => (length / segment) + 1));
        return new(count, Math.Clamp(BufferBudget / 2 / count / SmallestBlock * SmallestBlock, SmallestBlock, LargestBlock));
    }

    /// <summary>Writes all files and flushes them. The result does not depend on the number of threads.</summary>
    /// <param name="cancellationToken">Ends the work within a block.</param>
    /// <exception cref="MergeException">A file cannot be read or written.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        long length = files.Sum(file => file.Runs.Length);
        (int count, int blockSize) = Measure(open.Threads, [.. files.Select(file => file.Runs.Length)]);

        var queue = new ShardQueue(files);
        WorkerPool.Run(count, stop => Work(queue, blockSize, length, stop), cancellationToken);
    }

    private void Work(ShardQueue queue, int blockSize, long length, CancellationToken stop)
    {
        using FileTransport transport = FileTransport.Create(options.Files, options.PageCache, length, open.PerThread);
        using var writer = new BlockWriter(blockSize, transport, progress);
        ShardWork? last = null;
        while (queue.Take(last) is (ShardWork file, long start, long end))
        {
            last = file;
            writer.Write(file.Runs, file.Output, start, end, stop);
            if (file.Finish())
                file.Output.Flush(stop);
        }
    }
}

/// <summary>The number of threads, and their memory.</summary>
/// <param name="Threads">Their number.</param>
/// <param name="BlockSize">The bytes that each has in memory.</param>
internal readonly record struct WorkerSizes(int Threads, int BlockSize);
