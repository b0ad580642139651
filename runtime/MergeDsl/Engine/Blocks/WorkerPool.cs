namespace MergeDsl.Engine;

/// <summary>Threads that share one kind of work.</summary>
internal static class WorkerPool
{
    private const int MostThreads = 256;

    /// <summary>The number of threads that is useful.</summary>
    /// <param name="threads">The number asked for; 0 to leave it to the engine.</param>
    /// <param name="pieces">The number of pieces that the work can be cut into.</param>
    public static int Size(int threads, long pieces) =>
        (int)Math.Min(threads > 0 ? Math.Min(threads, MostThreads) : Math.Clamp(Environment.ProcessorCount, 1, 8), Math.Max(pieces, 1));

    /// <summary>Runs the same work on several threads; the first failure stops all.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Run(int count, Action<CancellationToken> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] workers =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    Task.Factory.StartNew(
                        () => Work(work, stop),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                ),
        ];
        try
        {
            Task.WaitAll(workers, CancellationToken.None);
        }
        catch (AggregateException failures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // The first failure made the others stop.
            Exception first =
                failures.InnerExceptions.FirstOrDefault(failure => failure is not OperationCanceledException)
                ?? failures.InnerExceptions[0];
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    private static void Work(Action<CancellationToken> work, CancellationTokenSource stop)
    {
        try
        {
            work(stop.Token);
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }
}
