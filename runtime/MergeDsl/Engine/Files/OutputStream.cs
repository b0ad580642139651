using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>A new file of known length that is written at any place by any thread.</summary>
internal sealed class OutputStream : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly string path;
    private long unflushed;
    private volatile Exception? fault;

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

    /// <summary>The bytes that were written since the last flush began.</summary>
    public long Unflushed => Interlocked.Read(ref unflushed);

    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public void Write(FileTransport transport, ReadOnlySpan<byte> bytes, long offset)
    {
        if (fault is { } before)
            throw OutputFault.CannotWrite(path, before);
        try
        {
            transport.Write(handle, bytes, offset);
            Interlocked.Add(ref unflushed, bytes.Length);
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
        if (fault is { } before)
            throw OutputFault.CannotWrite(path, before);
        try
        {
            Interlocked.Exchange(ref unflushed, 0);
            DiskFlush.File(handle, Length, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Systems say it once; the file would seem whole to whoever asks next.
            fault = failure;
            throw OutputFault.CannotWrite(path, failure);
        }
    }

    public void Dispose() => handle.Dispose();
}
