using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>The calls by which the engine uses a file system, one method a call, as a kernel offers them: no retry, no exception.</summary>
/// <remarks>
/// A call returns a number that is not negative where it succeeds, else the negative error number of Linux (<see cref="Errno"/>).
/// Tests put an implementation of their own in between and fail, delay, cut short or record any single call.
/// </remarks>
internal abstract class FileCalls
{
    /// <summary>The calls of this system.</summary>
    public static FileCalls OfSystem { get; } = LinuxCalls.IsSupported ? new LinuxCalls() : new PortableCalls();

    /// <summary>Opens a file to read it; does not wait for the other end of a pipe.</summary>
    public abstract long OpenToRead(string path, out SafeFileHandle? handle);

    /// <summary>Makes a file that is not there yet, to be written and read.</summary>
    public abstract long Create(string path, out SafeFileHandle? handle);

    /// <summary>Opens a file to be locked and written, and makes it where it is not there.</summary>
    public abstract long OpenOrCreate(string path, out SafeFileHandle? handle);

    /// <summary>Takes the lock of an open file, or fails at once: with <see cref="Errno.WouldBlock"/> where another process holds it, with <see cref="Errno.NotSupported"/> where the file system has no locks.</summary>
    public abstract long Lock(SafeFileHandle handle);

    /// <summary>Reserves blocks for a new file; <see cref="Errno.NotSupported"/> where the file system cannot.</summary>
    public abstract long Allocate(SafeFileHandle handle, long length);

    /// <summary>Sets the length of a file.</summary>
    public abstract long SetLength(SafeFileHandle handle, long length);

    /// <summary>Reads at a position; may read fewer bytes than there is room for, and reads none at the end of the file.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="bytes">The room.</param>
    /// <param name="offset">The position.</param>
    /// <param name="uncached">Whether to leave no new page in the page cache; <see cref="Errno.NotSupported"/> where that cannot be had.</param>
    public abstract long Read(SafeFileHandle handle, Span<byte> bytes, long offset, bool uncached);

    /// <summary>Writes at a position; may write fewer bytes than are given.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">The position.</param>
    /// <param name="uncached">Whether to begin to write back and drop the pages at once; <see cref="Errno.NotSupported"/> where that cannot be had.</param>
    public abstract long Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset, bool uncached);

    /// <summary>Writes pages back to the disk, without the facts of the file. An error that the kernel reports here is not reported again.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="wait">Whether to wait until they are there.</param>
    public abstract long WriteBack(SafeFileHandle handle, long offset, long length, bool wait);

    /// <summary>Waits until a file is on the disk. An error that the kernel reports here is not reported again.</summary>
    public abstract long Flush(SafeFileHandle handle);

    /// <summary>Waits until the names in a directory are on the disk.</summary>
    public abstract long FlushDirectory(string path);

    /// <summary>Reads the facts of an open file.</summary>
    public abstract long Stat(SafeFileHandle handle, out FileFacts facts);

    /// <summary>Reads the facts of a file by its path.</summary>
    public abstract long Stat(string path, bool followLink, out FileFacts facts);

    /// <summary>Reads where a symbolic link leads.</summary>
    public abstract long ReadLink(string path, out string target);

    /// <summary>Lists the names in a directory.</summary>
    public abstract long List(string path, out IReadOnlyList<string> names);

    /// <summary>Gives a file or directory another name in the same file system.</summary>
    public abstract long Rename(string from, string to, RenameKind kind);

    /// <summary>Makes a directory.</summary>
    public abstract long MakeDirectory(string path);

    /// <summary>Gives a directory the permissions and group of another.</summary>
    public abstract long SetAccess(string path, FileFacts like);

    /// <summary>Removes a name that is not of a directory.</summary>
    public abstract long RemoveFile(string path);

    /// <summary>Removes an empty directory.</summary>
    public abstract long RemoveDirectory(string path);

    /// <summary>The free bytes of the file system of a directory; <see cref="Errno.NotSupported"/> where it does not say.</summary>
    public abstract long FreeSpace(string directory);

    /// <summary>The exception that a failed call amounts to.</summary>
    public virtual Exception Failure(long result, string path) => Errno.ToException((int)-result, path);
}

/// <summary>The treatment of an existing entry by a rename; the values are the flags of <c>renameat2</c>.</summary>
internal enum RenameKind
{
    /// <summary>A file, or an empty directory, is replaced in one step.</summary>
    Replace,

    /// <summary>Both change their names in one step; <see cref="Errno.NotSupported"/> where the system has no such call.</summary>
    Exchange = 2,
}

/// <summary>The facts of a file by which it is recognised.</summary>
internal readonly record struct FileFacts
{
    public FileKind Kind { get; init; }

    /// <summary>The device and number of the file; null where the system does not say.</summary>
    public FileIdentity? Identity { get; init; }

    /// <summary>The mount through which it is reached; 0 where the system does not say.</summary>
    public ulong Mount { get; init; }

    /// <summary>Indicates whether another file system, or a part of one, is mounted here.</summary>
    public bool IsMountPoint { get; init; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>When its data last changed, in nanoseconds.</summary>
    public long Modified { get; init; }

    /// <summary>When its data or facts last changed, in nanoseconds; 0 where the system does not say.</summary>
    public long Changed { get; init; }

    /// <summary>The permissions.</summary>
    public int Mode { get; init; }

    public uint Group { get; init; }
}

internal enum FileKind
{
    File,
    Directory,
    Link,

    /// <summary>A pipe, socket or device.</summary>
    Special,
}

/// <summary>A file, whatever its paths.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Number);
