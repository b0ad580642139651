using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>Reads and writes of Linux that leave nothing behind in the page cache: calls that drop their pages where kernel and file system have them, else explicit write-back and advice.</summary>
/// <param name="uncachedCalls">Whether to try the calls at all.</param>
internal sealed class BoundedTransport(bool uncachedCalls = true) : FileTransport
{
    /// <summary>How many blocks are on their way to the disk before the oldest is waited for.</summary>
    private const int Window = 8;

    private readonly Queue<(SafeFileHandle File, long Offset, int Length)> onTheWay = new();
    private readonly List<(SafeFileHandle File, long Offset, long Length)> readAgain = [];
    private readonly HashSet<SafeFileHandle> cold = [];
    private bool readsUncached = uncachedCalls;
    private bool writesUncached = uncachedCalls;

    /// <summary>Lets the system keep the stretch until the passes end, rather than read it from the disk each time.</summary>
    public override void BeginPasses(SafeFileHandle file, long offset, long length)
    {
        readAgain.Add((file, offset, length));
        cold.Add(file);
    }

    public override void EndPasses()
    {
        foreach ((SafeFileHandle file, long offset, long length) in readAgain)
        {
            if (!file.IsClosed)
                LinuxCalls.Forget(file, offset, length);
        }
        readAgain.Clear();
    }

    public override void Dispose()
    {
        // What the system has read ahead, and the borders of what was dropped.
        foreach (SafeFileHandle file in cold)
            LinuxCalls.Forget(file, 0, 0);
        cold.Clear();
        base.Dispose();
    }

    public override int Read(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        if (IsReadAgain(file, offset))
            return RandomAccess.Read(file, bytes, offset);
        if (readsUncached)
        {
            int count = LinuxCalls.ReadUncached(file, bytes, offset);
            if (count >= 0)
                return count;
            readsUncached = false;
        }
        int read = RandomAccess.Read(file, bytes, offset);
        LinuxCalls.Forget(file, offset, read);
        return read;
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        while (writesUncached && !bytes.IsEmpty)
        {
            int count = LinuxCalls.WriteUncached(file, bytes, offset);
            if (count < 0)
            {
                writesUncached = false;
                break;
            }
            bytes = bytes[count..];
            offset += count;
        }
        if (bytes.IsEmpty)
            return;
        RandomAccess.Write(file, bytes, offset);
        LinuxCalls.StartWriteBack(file, offset, bytes.Length);
        onTheWay.Enqueue((file, offset, bytes.Length));
        if (onTheWay.Count <= Window)
            return;
        (SafeFileHandle oldFile, long oldOffset, int length) = onTheWay.Dequeue();
        LinuxCalls.AwaitWriteBack(oldFile, oldOffset, length);
        LinuxCalls.Forget(oldFile, oldOffset, length);
    }

    private bool IsReadAgain(SafeFileHandle file, long offset)
    {
        foreach ((SafeFileHandle kept, long start, long length) in readAgain)
        {
            if (ReferenceEquals(kept, file) && offset >= start && offset < start + length)
                return true;
        }
        return false;
    }
}
