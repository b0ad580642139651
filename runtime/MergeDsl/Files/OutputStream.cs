using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>A new file of known length that any thread writes at any place.</summary>
internal sealed class OutputStream : IDisposable
{
    private readonly FileSystem files;
    private readonly SafeFileHandle handle;
    private readonly string path;
    private long unflushed;
    private volatile Exception? fault;

    /// <summary>Makes the file and reserves its space.</summary>
    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public OutputStream(FileSystem files, string path, long length)
    {
        (this.files, this.path, Length) = (files, path, length);
        try
        {
            // A file that is new: a file system may flush one that was truncated when it is closed.
            handle = files.Create(path, length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.CannotWrite(path, failure);
        }
    }

    public long Length { get; }

    /// <summary>The bytes that were written since the last flush began.</summary>
    public long Unflushed => Interlocked.Read(ref unflushed);

    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public void Write(FileTransport transport, ReadOnlySpan<byte> bytes, long offset)
    {
        ThrowFault();
        try
        {
            transport.Write(handle, path, bytes, offset);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fail(failure);
        }
        Interlocked.Add(ref unflushed, bytes.Length);
    }

    /// <summary>Reads back what was written.</summary>
    /// <exception cref="MergeException"><c>MDSL0704</c>.</exception>
    public void Read(FileTransport transport, Span<byte> bytes, long offset)
    {
        ThrowFault();
        try
        {
            while (!bytes.IsEmpty)
            {
                int count = transport.Read(handle, path, bytes, offset);
                if (count == 0)
                    throw new IOException("it is shorter than it was made; another program has cut it");
                bytes = bytes[count..];
                offset += count;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fail(failure);
        }
    }

    /// <summary>Returns when the file is safely on the disk.</summary>
    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public void Flush(CancellationToken cancellationToken)
    {
        ThrowFault();
        try
        {
            Interlocked.Exchange(ref unflushed, 0);
            files.Flush(handle, path, Length, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fail(failure);
        }
        // Another thread may have been told meanwhile: an error is reported to one of two that flush.
        ThrowFault();
    }

    /// <summary>Checks that the file begins with the bytes that were meant and has its length.</summary>
    /// <exception cref="MergeException"><c>MDSL0704</c>.</exception>
    public void Prove(ReadOnlySpan<byte> start)
    {
        ThrowFault();
        try
        {
            byte[] found = new byte[Math.Min(start.Length, 1 << 20)];
            for (int offset = 0; offset < start.Length; )
            {
                int count = files.Read(handle, path, found.AsSpan(0, Math.Min(found.Length, start.Length - offset)), offset);
                if (count == 0 || !found.AsSpan(0, count).SequenceEqual(start.Slice(offset, count)))
                    throw new IOException("it does not hold what was written; the disk or the file system has lost it");
                offset += count;
            }
            if (files.Stat(handle, path).Length != Length)
                throw new IOException("it does not have the length that was written; the disk or the file system has lost data");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fail(failure);
        }
    }

    public void Dispose() => handle.Dispose();

    /// <summary>Keeps the first error: systems report it once, and the file would seem whole to whoever asks next.</summary>
    private MergeException Fail(Exception failure)
    {
        fault ??= failure;
        return OutputFault.CannotWrite(path, failure);
    }

    private void ThrowFault()
    {
        if (fault is { } before)
            throw OutputFault.CannotWrite(path, before);
    }
}
