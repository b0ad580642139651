using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>How bytes get from and to files. Each thread has its own.</summary>
internal abstract class FileTransport
{
    /// <summary>Reads some bytes; 0 at the end of the file.</summary>
    public abstract int Read(SafeFileHandle file, Span<byte> bytes, long offset);

    /// <summary>Writes all bytes.</summary>
    public abstract void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

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
