using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>The calls by means of .NET, for Windows, macOS and other systems. macOS flushes and exchanges by its own calls; on Windows a directory needs no flush, and two renames stand for an exchange.</summary>
internal sealed partial class PortableCalls : FileCalls
{
    private const int FullFlush = 51;
    private const uint Swap = 2;

    public override long OpenToRead(string path, out SafeFileHandle? handle) =>
        Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, out handle);

    public override long Create(string path, out SafeFileHandle? handle) =>
        Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, out handle);

    /// <summary>Opens a file; who opens it first holds the lock, for others may not write to it meanwhile.</summary>
    public override long OpenOrCreate(string path, out SafeFileHandle? handle) =>
        Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, out handle);

    public override long Lock(SafeFileHandle handle) => 0;

    public override long Allocate(SafeFileHandle handle, long length) => -Errno.NotSupported;

    public override long SetLength(SafeFileHandle handle, long length) => Try(() => RandomAccess.SetLength(handle, length));

    public override long Read(SafeFileHandle handle, Span<byte> bytes, long offset, bool uncached)
    {
        if (uncached)
            return -Errno.NotSupported;
        try
        {
            return RandomAccess.Read(handle, bytes, offset);
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return -Errno.Of(failure);
        }
    }

    public override long Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset, bool uncached)
    {
        if (uncached)
            return -Errno.NotSupported;
        try
        {
            RandomAccess.Write(handle, bytes, offset);
            return bytes.Length;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return -Errno.Of(failure);
        }
    }

    public override long WriteBack(SafeFileHandle handle, long offset, long length, bool wait) => -Errno.NotSupported;

    public override long Flush(SafeFileHandle handle)
    {
        // Windows reports a failed flush; elsewhere .NET does not, so the system is called directly.
        if (OperatingSystem.IsWindows())
            return Try(() => RandomAccess.FlushToDisk(handle));
        if (OperatingSystem.IsMacOS() && fcntl(handle, FullFlush, 0) == 0)
            return 0;
        return fsync(handle) == 0 ? 0 : -Errno.OfSystem(Marshal.GetLastPInvokeError());
    }

    public override long FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return 0;
        int file = open(path, 0);
        if (file < 0)
            return -Errno.OfSystem(Marshal.GetLastPInvokeError());
        using var handle = new SafeFileHandle(file, ownsHandle: true);
        return Flush(handle);
    }

    public override long Stat(SafeFileHandle handle, out FileFacts facts)
    {
        FileFacts found = default;
        long result = Try(() =>
            found = new() { Length = RandomAccess.GetLength(handle), Modified = Nanoseconds(File.GetLastWriteTimeUtc(handle)) }
        );
        facts = found;
        return result;
    }

    public override long Stat(string path, bool followLink, out FileFacts facts)
    {
        FileFacts found = default;
        long result = Try(() =>
        {
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is not null)
            {
                if (!followLink)
                {
                    found = new() { Kind = FileKind.Link };
                    return;
                }
                entry = entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry;
            }
            if (!entry.Exists)
                throw new FileNotFoundException("it is not there", path);
            found = new()
            {
                Kind = entry is DirectoryInfo ? FileKind.Directory : FileKind.File,
                IsMountPoint = entry is DirectoryInfo && IsDriveRoot(entry.FullName),
                Length = entry is FileInfo file ? file.Length : 0,
                Modified = Nanoseconds(entry.LastWriteTimeUtc),
                Mode = OperatingSystem.IsWindows() ? 0 : (int)entry.UnixFileMode,
            };
        });
        facts = found;
        return result;
    }

    public override long ReadLink(string path, out string target)
    {
        string? found = null;
        long result = Try(() => found = new FileInfo(path).LinkTarget);
        target = found ?? "";
        return result < 0 || found is not null ? result : -Errno.InvalidArgument;
    }

    public override long List(string path, out IReadOnlyList<string> names) => ListNames(path, out names);

    public override long Rename(string from, string to, RenameKind kind)
    {
        if (kind == RenameKind.Exchange)
        {
            if (!OperatingSystem.IsMacOS())
                return -Errno.NotSupported;
            return renamex_np(from, to, Swap) == 0 ? 0 : -Errno.OfSystem(Marshal.GetLastPInvokeError());
        }
        return Try(() =>
        {
            if (!Directory.Exists(from))
            {
                File.Move(from, to, overwrite: true);
                return;
            }
            if (Directory.Exists(to))
                Directory.Delete(to);
            Directory.Move(from, to);
        });
    }

    public override long MakeDirectory(string path)
    {
        if (Path.Exists(path))
            return -Errno.Exists;
        return Try(() => Directory.CreateDirectory(path));
    }

    public override long SetAccess(string path, FileFacts like)
    {
        if (OperatingSystem.IsWindows())
            return 0;
        try
        {
            File.SetUnixFileMode(path, (UnixFileMode)like.Mode);
            return 0;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return -Errno.Of(failure);
        }
    }

    public override long RemoveFile(string path) =>
        Path.Exists(path) || new FileInfo(path).LinkTarget is not null ? Try(() => File.Delete(path)) : -Errno.NoEntry;

    public override long RemoveDirectory(string path) => Try(() => Directory.Delete(path));

    public override long FreeSpace(string directory) => FreeSpaceOf(directory);

    /// <summary>Lists the names in a directory by means of .NET.</summary>
    public static long ListNames(string path, out IReadOnlyList<string> names)
    {
        string[] found = [];
        long result = Try(() => found = [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry))]);
        names = found;
        return result;
    }

    /// <summary>Asks .NET for the free bytes of the file system of a directory.</summary>
    public static long FreeSpaceOf(string directory)
    {
        long free = 0;
        long result = Try(() =>
        {
            var drive = new DriveInfo(directory);
            free = drive.TotalSize > 0 ? drive.AvailableFreeSpace : -Errno.NotSupported;
        });
        return result < 0 ? result : free;
    }

    private static bool IsDriveRoot(string path) =>
        DriveInfo
            .GetDrives()
            .Any(drive =>
                string.Equals(
                    Path.TrimEndingDirectorySeparator(drive.RootDirectory.FullName),
                    Path.TrimEndingDirectorySeparator(path),
                    RealPath.Comparison
                )
            );

    private static long Nanoseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private static long Open(string path, FileMode mode, FileAccess access, FileShare share, out SafeFileHandle? handle)
    {
        SafeFileHandle? opened = null;
        long result = Try(() => opened = File.OpenHandle(path, mode, access, share));
        handle = opened;
        return result;
    }

    private static long Try(Action call)
    {
        try
        {
            call();
            return 0;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return -Errno.Of(failure);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, nint argument);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int renamex_np(string from, string to, uint flags);
}
