using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>How bytes get from and to files. Each thread has its own.</summary>
internal abstract class FileTransport : IDisposable
{
    /// <summary>Files a thread keeps open, so that a merge of many files stays below the limits of systems.</summary>
    private const int MostOpen = 16;

    private readonly Dictionary<string, SafeFileHandle> open = new(StringComparer.Ordinal);

    /// <summary>A file opened for this thread alone: systems read ahead of every open file, and two threads in one would lead them astray.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened.</exception>
    public SafeFileHandle Open(string path)
    {
        if (open.TryGetValue(path, out SafeFileHandle? handle))
            return handle;
        if (open.Count == MostOpen)
            Dispose();
        handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        open.Add(path, handle);
        return handle;
    }

    public virtual void Dispose()
    {
        foreach (SafeFileHandle handle in open.Values)
            handle.Dispose();
        open.Clear();
    }

    /// <summary>Reads some bytes; 0 at the end of the file.</summary>
    public abstract int Read(SafeFileHandle file, Span<byte> bytes, long offset);

    /// <summary>Writes all bytes.</summary>
    public abstract void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Says that a stretch of a file that is not in the page cache is about to be read several times.</summary>
    public virtual void BeginPasses(SafeFileHandle file, long offset, long length) { }

    /// <summary>Says that nothing is read again.</summary>
    public virtual void EndPasses() { }

    /// <summary>The transport for a use of the page cache.</summary>
    /// <param name="use">The use.</param>
    /// <param name="length">The bytes of the output.</param>
    public static FileTransport Create(PageCache use, long length) =>
        IsBounded(use, length) ? new BoundedTransport() : new OrdinaryTransport();

    /// <summary>Whether a merge keeps out of the page cache: where it is told to, and where the output is so large that it would push out what others have there.</summary>
    public static bool IsBounded(PageCache use, long length) =>
        LinuxCalls.IsSupported && (use is PageCache.Bounded || (use is PageCache.Automatic && length > LargeOutput));

    private const long LargeOutput = 1L << 30;
}
