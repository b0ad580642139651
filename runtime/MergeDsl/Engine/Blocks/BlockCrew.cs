namespace MergeDsl.Engine;

/// <summary>The threads that write the files of a merge.</summary>
internal sealed class BlockCrew(IReadOnlyList<ShardWork> files, PageCache pageCache, Tally tally)
{
    private const long SmallestSegment = 16 << 20;
    private const long LargestSegment = 256 << 20;

    /// <summary>Blocks of all threads together: what keeps the memory of a merge the same, whatever its size and the number of threads.</summary>
    private const int BufferBudget = 32 << 20;
    private const int LargestBlock = 4 << 20;
    private const int SmallestBlock = 64 << 10;
    private const int MostThreads = 256;

    /// <summary>Threads wait for the disk most of the time, so there are more than processors; beyond a few they wait for each other.</summary>
    private static int DefaultThreads => Math.Clamp(2 * Environment.ProcessorCount, 2, 8);

    /// <summary>What a thread takes at a time of a merge of so many bytes: so small that all threads end together, so large that what the system reads ahead is seldom in vain.</summary>
    public static long SegmentSize(long length) => Math.Clamp(length / 64, SmallestSegment, LargestSegment);

    /// <summary>Writes all files and flushes them. The result does not depend on the number of threads.</summary>
    /// <param name="threads">The number of threads, or 0.</param>
    /// <param name="cancel">Ends the work within a block.</param>
    /// <exception cref="MergeException">A file cannot be read or written.</exception>
    public void Run(int threads, CancellationToken cancel)
    {
        long length = files.Sum(file => file.Runs.Length);
        long useful = files.Sum(file => (file.Runs.Length / SegmentSize(length)) + 1);
        int count = (int)Math.Min(threads > 0 ? Math.Min(threads, MostThreads) : DefaultThreads, Math.Max(useful, 1));
        int blockSize = Math.Clamp(BufferBudget / 2 / count / SmallestBlock * SmallestBlock, SmallestBlock, LargestBlock);

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
            using FileTransport transport = FileTransport.Create(pageCache, length);
            using var writer = new BlockWriter(blockSize, transport, tally);
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
