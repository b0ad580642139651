namespace MergeDsl.Engine;

/// <summary>The threads that write the files of a merge.</summary>
internal sealed class BlockCrew(IReadOnlyList<ShardWork> files, PageCache pageCache, Tally tally)
{
    /// <summary>What a thread takes at a time, small enough that all threads end together.</summary>
    public const long SegmentSize = 64 << 20;

    /// <summary>Blocks of all threads together: what keeps the memory of a merge the same, whatever its size and the number of threads.</summary>
    private const int BufferBudget = 32 << 20;
    private const int LargestBlock = 4 << 20;
    private const int SmallestBlock = 64 << 10;
    private const int MostThreads = 256;

    /// <summary>How many threads write, and in blocks of which size.</summary>
    /// <param name="threads">The number of threads that was asked for, or 0.</param>
    /// <param name="lengths">The lengths of the files in bytes.</param>
    public static CrewSize Measure(int threads, IEnumerable<long> lengths)
    {
        long useful = lengths.Sum(length => (length / SegmentSize) + 1);
        int count = (int)Math.Min(threads > 0 ? Math.Min(threads, MostThreads) : Math.Clamp(Environment.ProcessorCount, 1, 8), Math.Max(useful, 1));
        return new(count, Math.Clamp(BufferBudget / 2 / count / SmallestBlock * SmallestBlock, SmallestBlock, LargestBlock));
    }

    /// <summary>Writes all files and flushes them. The result does not depend on the number of threads.</summary>
    /// <param name="threads">The number of threads, or 0.</param>
    /// <param name="cancel">Ends the work within a block.</param>
    /// <exception cref="MergeException">A file cannot be read or written.</exception>
    public void Run(int threads, CancellationToken cancel)
    {
        long length = files.Sum(file => file.Runs.Length);
        (int count, int blockSize) = Measure(threads, files.Select(file => file.Runs.Length));

        var queue = new ShardQueue(files);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] workers = [.. Enumerable.Range(0, count).Select(_ => Task.Factory.StartNew(() => Work(queue, blockSize, length, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Task.WaitAll(workers, CancellationToken.None);
        }
        catch (AggregateException failures)
        {
            cancel.ThrowIfCancellationRequested();
            // The first failure made the others stop.
            Exception first = failures.InnerExceptions.FirstOrDefault(failure => failure is not OperationCanceledException) ?? failures.InnerExceptions[0];
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    private void Work(ShardQueue queue, int blockSize, long length, CancellationTokenSource stop)
    {
        try
        {
            using var writer = new BlockWriter(blockSize, FileTransport.Create(pageCache, length), tally);
            ShardWork? last = null;
            while (queue.Take(last) is (ShardWork file, long start, long end))
            {
                last = file;
                writer.Write(file.Runs, file.Output, start, end, stop.Token);
                if (file.Finish()) file.Output.Flush(stop.Token);
            }
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }
}

/// <summary>The threads of a crew.</summary>
/// <param name="Threads">Their number.</param>
/// <param name="BlockSize">The bytes that each has in memory.</param>
internal readonly record struct CrewSize(int Threads, int BlockSize);
