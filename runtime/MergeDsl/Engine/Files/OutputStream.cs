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
        try
        {
            // CreateNew: a file system may flush a file that was truncated when it is closed.
            handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
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
            if (RandomAccess.GetLength(handle) != Length) throw new IOException("its length is not the one that was written");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.CannotWrite(path, failure);
        }
    }

    public void Dispose() => handle.Dispose();
}
