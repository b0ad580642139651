using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>Reads and writes of Linux that leave nothing behind in the page cache: calls that drop their pages where kernel and file system have them, else explicit write-back and advice.</summary>
/// <param name="files">The file system.</param>
/// <param name="mostOpen">The sources that are kept open.</param>
/// <param name="uncachedCalls">Whether to try the calls at all.</param>
internal sealed class BoundedTransport(FileSystem files, int mostOpen = 1, bool uncachedCalls = true) : FileTransport(files, mostOpen)
{
    /// <summary>The blocks that are on their way to the disk before the oldest is waited for.</summary>
    private const int Window = 8;

    private readonly Queue<(SafeFileHandle File, string Path, long Offset, int Length)> onTheWay = new();
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
                PageCacheHints.Forget(file, offset, length);
        }
        readAgain.Clear();
    }

    public override int Read(SafeFileHandle file, string path, Span<byte> bytes, long offset)
    {
        if (IsReadAgain(file, offset))
            return Files.Read(file, path, bytes, offset);
        if (readsUncached)
        {
            int count = Files.ReadUncached(file, path, bytes, offset);
            if (count >= 0)
                return count;
            readsUncached = false;
        }
        int read = Files.Read(file, path, bytes, offset);
        PageCacheHints.Forget(file, offset, read);
        return read;
    }

    public override void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        if (writesUncached)
        {
            int written = Files.Write(file, path, bytes, offset, uncached: true);
            bytes = bytes[written..];
            offset += written;
            writesUncached = bytes.IsEmpty;
        }
        if (bytes.IsEmpty)
            return;
        Files.Write(file, path, bytes, offset);
        Files.WriteBack(file, path, offset, bytes.Length, wait: false);
        onTheWay.Enqueue((file, path, offset, bytes.Length));
        if (onTheWay.Count <= Window)
            return;
        (SafeFileHandle oldFile, string oldPath, long oldOffset, int length) = onTheWay.Dequeue();
        // The last of a file may be waited for while another is written: what the kernel says then is still an error of that file.
        if (oldFile.IsClosed)
            return;
        Files.WriteBack(oldFile, oldPath, oldOffset, length, wait: true);
        PageCacheHints.Forget(oldFile, oldOffset, length);
    }

    protected override void Close()
    {
        // Drops what the system has read ahead, and the borders of what was dropped.
        foreach (SafeFileHandle file in cold)
            PageCacheHints.Forget(file, 0, 0);
        cold.Clear();
        readAgain.Clear();
        base.Close();
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
