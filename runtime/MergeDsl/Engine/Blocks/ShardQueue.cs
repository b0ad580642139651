using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>A file being written: who takes its segments, and who is left to finish it.</summary>
internal sealed class ShardWork(ShardRuns runs, OutputStream output, long segmentSize)
{
    private readonly long segments = Math.Max(1, (runs.Length + segmentSize - 1) / segmentSize);
    private long taken;
    private long done;

    public ShardRuns Runs => runs;

    public OutputStream Output => output;

    /// <summary>Threads that took a segment last from this file. Guarded by the queue.</summary>
    public int Workers { get; set; }

    public bool HasWork => taken < segments;

    /// <summary>The next segment. Guarded by the queue.</summary>
    public (long Start, long End) Take()
    {
        long start = taken++ * segmentSize;
        return (runs.Cut(start), taken == segments ? runs.Length : runs.Cut(start + segmentSize));
    }

    /// <summary>Says that a segment is written.</summary>
    /// <returns>Whether it was the last of the file.</returns>
    public bool Finish() => Interlocked.Increment(ref done) == segments;
}

/// <summary>Hands out segments of files to threads: each stays with its file, and helps with another when its own is taken; two on one file wait for each other more than they gain.</summary>
internal sealed class ShardQueue(IReadOnlyList<ShardWork> files)
{
    private readonly Lock gate = new();

    /// <summary>The next segment for a thread, or null when everything is taken.</summary>
    /// <param name="last">The file the thread was at; null at first.</param>
    public (ShardWork File, long Start, long End)? Take(ShardWork? last)
    {
        lock (gate)
        {
            ShardWork? file = last is { HasWork: true } ? last : files.Where(file => file.HasWork).MinBy(file => file.Workers);
            if (!ReferenceEquals(file, last))
            {
                if (last is not null)
                    last.Workers--;
                if (file is not null)
                    file.Workers++;
            }
            if (file is null)
                return null;
            (long start, long end) = file.Take();
            return (file, start, end);
        }
    }
}
