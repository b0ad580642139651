using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>The memory that the threads of a merge share for what kernels keep. What one tensor gives back the next one takes, so that it is new to the system once.</summary>
/// <param name="limit">The most bytes.</param>
internal sealed class KeptMemory(long limit) : IDisposable
{
    private readonly Lock access = new();
    private readonly List<AlignedBuffer> free = [];
    private long allocated;

    /// <summary>Takes memory; null where as much is not left.</summary>
    /// <param name="bytes">The least length.</param>
    public AlignedBuffer? TryTake(long bytes)
    {
        if (bytes > Math.Min(limit, int.MaxValue))
            return null;
        lock (access)
        {
            if (free.Where(buffer => buffer.Length >= bytes).MinBy(buffer => buffer.Length) is { } fitting)
            {
                free.Remove(fitting);
                return fitting;
            }
            while (allocated + bytes > limit && free.Count > 0)
                Drop(free[^1]);
            if (allocated + bytes > limit)
                return null;
            allocated += bytes;
            return new((int)bytes);
        }
    }

    /// <summary>Gives memory back.</summary>
    public void Return(AlignedBuffer buffer)
    {
        lock (access)
            free.Add(buffer);
    }

    public void Dispose()
    {
        while (free.Count > 0)
            Drop(free[^1]);
    }

    private void Drop(AlignedBuffer buffer)
    {
        free.Remove(buffer);
        allocated -= buffer.Length;
        buffer.Dispose();
    }
}
