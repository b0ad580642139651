using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>Moves bytes from and to files. Each thread has its own.</summary>
/// <param name="files">The file system.</param>
/// <param name="mostOpen">The sources that are kept open.</param>
internal abstract class FileTransport(FileSystem files, int mostOpen) : IDisposable
{
    private readonly Dictionary<string, SafeFileHandle> open = new(StringComparer.Ordinal);

    protected FileSystem Files => files;

    /// <summary>Opens a source for this thread alone: systems read ahead of every open file, and two threads in one would lead them astray.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened.</exception>
    /// <exception cref="MergeException"><c>MDSL0706</c>: it is another file than before.</exception>
    public SafeFileHandle Open(SourceFile source)
    {
        if (open.TryGetValue(source.Path, out SafeFileHandle? handle))
            return handle;
        if (open.Count >= mostOpen)
            Close();
        handle = source.Open();
        open.Add(source.Path, handle);
        return handle;
    }

    public virtual void Dispose() => Close();

    /// <summary>Reads some bytes; 0 at the end of the file.</summary>
    public abstract int Read(SafeFileHandle file, string path, Span<byte> bytes, long offset);

    /// <summary>Writes all bytes.</summary>
    public abstract void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Prepares for a stretch of a file that is not in the page cache to be read several times.</summary>
    public virtual void BeginPasses(SafeFileHandle file, long offset, long length) { }

    /// <summary>Ends the passes: nothing is read again.</summary>
    public virtual void EndPasses() { }

    /// <summary>Returns the transport for a use of the page cache.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="use">The use.</param>
    /// <param name="length">The bytes of the output.</param>
    /// <param name="mostOpen">The sources that are kept open.</param>
    public static FileTransport Create(FileSystem files, PageCache use, long length, int mostOpen) =>
        IsBounded(use, length) ? new BoundedTransport(files, mostOpen) : new OrdinaryTransport(files, mostOpen);

    /// <summary>Indicates whether a merge keeps out of the page cache: where it is told to, and where the output is so large that it would push out what others have there.</summary>
    public static bool IsBounded(PageCache use, long length) =>
        LinuxCalls.IsSupported && (use is PageCache.Bounded || (use is PageCache.Automatic && length > LargeOutput));

    private const long LargeOutput = 1L << 30;

    protected virtual void Close()
    {
        foreach (SafeFileHandle handle in open.Values)
            handle.Dispose();
        open.Clear();
    }
}
