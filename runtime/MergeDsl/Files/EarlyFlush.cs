namespace MergeDsl.Files;

/// <summary>A thread that brings to the disk what others write, while they go on: at the end there is little left to wait for.</summary>
internal sealed class EarlyFlush : IDisposable
{
    /// <summary>The bytes of a file that are worth a flush.</summary>
    private const long Enough = 32 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly IReadOnlyList<OutputStream> files;
    private readonly CancellationTokenSource stop = new();
    private readonly Thread thread;

    public EarlyFlush(IReadOnlyList<OutputStream> files)
    {
        this.files = files;
        thread = new(Run) { IsBackground = true, Name = "early flush" };
        thread.Start();
    }

    public void Dispose()
    {
        stop.Cancel();
        thread.Join();
        stop.Dispose();
    }

    private void Run()
    {
        while (!stop.Token.WaitHandle.WaitOne(Pause))
        {
            foreach (OutputStream file in files)
            {
                if (file.Unflushed < Enough)
                    continue;
                try
                {
                    file.Flush(stop.Token);
                }
                catch (Exception failure) when (failure is MergeException or OperationCanceledException)
                {
                    // The file says it again to whoever writes to it next.
                    return;
                }
            }
        }
    }
}
