using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>The file system as the engine uses it: calls that are interrupted or cut short go on, and those that fail throw.</summary>
/// <param name="calls">The calls below it.</param>
/// <remarks>Methods throw <see cref="IOException"/>, whose <see cref="Exception.HResult"/> is an error number of Linux, or <see cref="UnauthorizedAccessException"/>.</remarks>
internal sealed class FileSystem(FileCalls calls)
{
    private const long FlushWindow = 64 << 20;

    /// <summary>The file system of this machine.</summary>
    public static FileSystem OfSystem { get; } = new(FileCalls.OfSystem);

    /// <summary>Opens an ordinary file to read it.</summary>
    public SafeFileHandle OpenToRead(string path)
    {
        SafeFileHandle handle = Open(path, calls.OpenToRead);
        try
        {
            if (Stat(handle, path).Kind is not FileKind.File)
                throw new IOException("it is not an ordinary file");
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Makes a file of a known length and reserves its blocks.</summary>
    public SafeFileHandle Create(string path, long length)
    {
        SafeFileHandle handle = Open(path, calls.Create);
        try
        {
            if (length > 0)
                Check(Retry(() => calls.Allocate(handle, length)), path, allowed: Errno.NotSupported);
            // A file that does not grow while it is written lets threads write side by side.
            Check(Retry(() => calls.SetLength(handle, length)), path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file to be locked and written, and makes it where it is not there.</summary>
    public SafeFileHandle OpenOrCreate(string path) => Open(path, calls.OpenOrCreate);

    /// <summary>Makes a file that is not there yet.</summary>
    /// <returns>The file, or null where it is there.</returns>
    public SafeFileHandle? TryCreate(string path)
    {
        SafeFileHandle? handle = null;
        long result = Check(Retry(() => calls.Create(path, out handle)), path, allowed: Errno.Exists);
        return result < 0 ? null : handle;
    }

    /// <summary>Takes the lock of an open file; null where the file system has no locks, false where another process holds it.</summary>
    public bool? TryLock(SafeFileHandle handle, string path) =>
        Retry(() => calls.Lock(handle)) switch
        {
            >= 0 => true,
            -Errno.WouldBlock => false,
            -Errno.NotSupported => null,
            long result => throw calls.Failure(result, path),
        };

    /// <summary>Reads some bytes; 0 at the end of the file.</summary>
    public int Read(SafeFileHandle handle, string path, Span<byte> bytes, long offset)
    {
        long result;
        do result = calls.Read(handle, bytes, offset, uncached: false);
        while (result == -Errno.Interrupted);
        return (int)Check(result, path);
    }

    /// <summary>Reads a file from its beginning to its end, or to a limit.</summary>
    public byte[] ReadAll(SafeFileHandle handle, string path, int most)
    {
        byte[] bytes = new byte[Math.Min(Stat(handle, path).Length, most)];
        int read = 0;
        for (int count; read < bytes.Length; read += count)
        {
            count = Read(handle, path, bytes.AsSpan(read), read);
            if (count == 0)
                return bytes[..read];
        }
        return bytes;
    }

    /// <summary>Reads some bytes and leaves no new page in the page cache; -1 where that cannot be had.</summary>
    public int ReadUncached(SafeFileHandle handle, string path, Span<byte> bytes, long offset)
    {
        long result;
        do result = calls.Read(handle, bytes, offset, uncached: true);
        while (result == -Errno.Interrupted);
        return (int)Math.Max(Check(result, path, allowed: Errno.NotSupported), -1);
    }

    /// <summary>Writes all bytes.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">The position.</param>
    /// <param name="uncached">Whether to begin to write back and drop the pages at once.</param>
    /// <returns>The number of bytes that were written: all, or fewer where the uncached way cannot be had.</returns>
    public int Write(SafeFileHandle handle, string path, ReadOnlySpan<byte> bytes, long offset, bool uncached = false)
    {
        int written = 0;
        while (written < bytes.Length)
        {
            long result = calls.Write(handle, bytes[written..], offset + written, uncached);
            if (result == -Errno.Interrupted)
                continue;
            if (uncached && result == -Errno.NotSupported)
                break;
            int count = (int)Check(result, path);
            if (count == 0)
                throw calls.Failure(-Errno.Io, path);
            written += count;
        }
        return written;
    }

    /// <summary>Begins to write pages back, or waits until they are on the disk; does nothing where the system has no such call.</summary>
    public void WriteBack(SafeFileHandle handle, string path, long offset, long length, bool wait) =>
        Check(Retry(() => calls.WriteBack(handle, offset, length, wait)), path, allowed: Errno.NotSupported);

    /// <summary>Returns when a file is on the disk. Flushes in pieces where the system can, so that it can be cancelled.</summary>
    public void Flush(SafeFileHandle handle, string path, long length, CancellationToken cancellationToken)
    {
        for (long start = 0; start < length; start += FlushWindow)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteBack(handle, path, start, Math.Min(FlushWindow, length - start), wait: true);
        }
        cancellationToken.ThrowIfCancellationRequested();
        Check(Retry(() => calls.Flush(handle)), path);
    }

    /// <summary>Returns when the names in a directory are on the disk. A file system that cannot flush directories is none to wait for.</summary>
    public void FlushDirectory(string path)
    {
        long result = Retry(() => calls.FlushDirectory(path));
        if (result is not (-Errno.InvalidArgument or -Errno.NotSupported or -Errno.NoAccess))
            Check(result, path);
    }

    /// <summary>The facts of an open file.</summary>
    public FileFacts Stat(SafeFileHandle handle, string path)
    {
        FileFacts facts = default;
        Check(Retry(() => calls.Stat(handle, out facts)), path);
        return facts;
    }

    /// <summary>The facts of a file, through symbolic links; null where it is not there.</summary>
    public FileFacts? TryStat(string path) => TryStat(path, followLink: true);

    /// <summary>The facts of a name in a directory; null where it is not there.</summary>
    public FileFacts? TryStatLink(string path) => TryStat(path, followLink: false);

    /// <summary>Indicates whether there is a directory at a path, or a link to one.</summary>
    public bool IsDirectory(string path) => TryStat(path) is { Kind: FileKind.Directory };

    /// <summary>The target of a symbolic link; null for an entry that is no link, or does not exist.</summary>
    public string? LinkTarget(string path)
    {
        string target = "";
        long result = Retry(() => calls.ReadLink(path, out target));
        return result is -Errno.InvalidArgument or -Errno.NoEntry or -Errno.NotADirectory ? null
            : Check(result, path) >= 0 ? target
            : null;
    }

    /// <summary>The names in a directory, in ordinal order.</summary>
    public IReadOnlyList<string> List(string path)
    {
        IReadOnlyList<string> names = [];
        Check(Retry(() => calls.List(path, out names)), path);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Renames a file or directory; a file, or an empty directory, of the new name is replaced in one step.</summary>
    public void Rename(string from, string to) => Check(Retry(() => calls.Rename(from, to, RenameKind.Replace)), from);

    /// <summary>Exchanges the names of two directories in one step.</summary>
    /// <returns>Whether they are exchanged; false where the system or the file system cannot do it.</returns>
    public bool TryExchange(string first, string second) =>
        Check(Retry(() => calls.Rename(first, second, RenameKind.Exchange)), first, allowed: Errno.NotSupported) >= 0;

    /// <summary>Makes a directory.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool MakeDirectory(string path) => Check(Retry(() => calls.MakeDirectory(path)), path, allowed: Errno.Exists) >= 0;

    /// <summary>Gives a directory the permissions and group of another, as far as the user may.</summary>
    public void TrySetAccess(string path, FileFacts like) => Retry(() => calls.SetAccess(path, like));

    /// <summary>Removes a name that is not of a directory; it may be gone already.</summary>
    public void RemoveFile(string path) => Check(Retry(() => calls.RemoveFile(path)), path, allowed: Errno.NoEntry);

    /// <summary>Removes an empty directory; it may be gone already.</summary>
    public void RemoveDirectory(string path) => Check(Retry(() => calls.RemoveDirectory(path)), path, allowed: Errno.NoEntry);

    /// <summary>Removes a directory with everything in it. Links are removed, not followed, and what is mounted in it is left alone.</summary>
    /// <exception cref="IOException">Something could not be removed.</exception>
    public void RemoveTree(string path)
    {
        if (TryStatLink(path) is not { } facts)
            return;
        if (facts.Kind == FileKind.Directory && !facts.IsMountPoint)
            RemoveTree(path, facts.Mount);
        else if (facts.Kind != FileKind.Directory)
            RemoveFile(path);
        else
            throw calls.Failure(-Errno.Busy, path);
    }

    /// <summary>The free bytes of the file system of a directory; null where it does not say.</summary>
    public long? FreeSpace(string directory)
    {
        long result = Retry(() => calls.FreeSpace(directory));
        return result < 0 ? null : result;
    }

    private void RemoveTree(string directory, ulong mount)
    {
        foreach (string name in List(directory))
        {
            string path = Path.Combine(directory, name);
            if (TryStatLink(path) is not { } facts)
                continue;
            if (facts.Kind != FileKind.Directory)
                RemoveFile(path);
            else if (facts.IsMountPoint || facts.Mount != mount)
                throw calls.Failure(-Errno.Busy, path);
            else
                RemoveTree(path, mount);
        }
        RemoveDirectory(directory);
    }

    private FileFacts? TryStat(string path, bool followLink)
    {
        FileFacts facts = default;
        long result = Retry(() => calls.Stat(path, followLink, out facts));
        if (result is -Errno.NoEntry or -Errno.NotADirectory)
            return null;
        Check(result, path);
        return facts;
    }

    private delegate long Opening(string path, out SafeFileHandle? handle);

    private SafeFileHandle Open(string path, Opening open)
    {
        SafeFileHandle? handle = null;
        Check(Retry(() => open(path, out handle)), path);
        return handle!;
    }

    private long Check(long result, string path, int allowed = 0) =>
        result >= 0 || result == -allowed ? result : throw calls.Failure(result, path);

    private static long Retry(Func<long> call)
    {
        long result;
        do result = call();
        while (result == -Errno.Interrupted);
        return result;
    }
}
