using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>A new file of known length that is written at any place by any thread.</summary>
internal sealed class OutputStream : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly string path;

    /// <summary>Makes the file and reserves its space.</summary>
    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public OutputStream(string path, long length)
    {
        this.path = path;
        Length = length;
        SafeFileHandle? opened = null;
        try
        {
            // CreateNew: a file system may flush a file that was truncated when it is closed.
            opened = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, length);
            // A file that does not grow while it is written lets threads write side by side.
            RandomAccess.SetLength(opened, length);
            handle = opened;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            opened?.Dispose();
            throw OutputFault.CannotWrite(path, failure);
        }
    }

    public long Length { get; }

    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public void Write(FileTransport transport, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            transport.Write(handle, bytes, offset);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.CannotWrite(path, failure);
        }
    }

    /// <summary>Returns when the file is safely on the disk.</summary>
    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public void Flush(CancellationToken cancel)
    {
        try
        {
            DiskFlush.File(handle, Length, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.CannotWrite(path, failure);
        }
    }

    public void Dispose() => handle.Dispose();
}
