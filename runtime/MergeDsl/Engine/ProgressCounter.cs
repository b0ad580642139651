namespace MergeDsl.Engine;

/// <summary>Counts bytes over all threads.</summary>
internal sealed class ProgressCounter
{
    private long written;
    private long read;

    public long Written => Interlocked.Read(ref written);

    public long Read => Interlocked.Read(ref read);

    public void AddWritten(long bytes) => Interlocked.Add(ref written, bytes);

    public void AddRead(long bytes) => Interlocked.Add(ref read, bytes);
}
