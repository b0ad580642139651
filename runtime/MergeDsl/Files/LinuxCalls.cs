using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>The calls of Linux. .NET's own would do for most of them, but its flushes do not report that they failed.</summary>
internal sealed unsafe partial class LinuxCalls : FileCalls
{
    private const int ReadWrite = 2,
        CreateFlag = 0x40,
        Exclusive = 0x80,
        NonBlocking = 0x800,
        CloseOnExec = 0x80000;
    private const int AllPermissions = 0x1B6,
        AllDirectoryPermissions = 0x1FF;
    private const int CurrentDirectory = -100,
        NoFollow = 0x100,
        EmptyPath = 0x1000;
    private const uint BasicFacts = 0x7FF,
        MountId = 0x1000;
    private const ulong MountRoot = 0x2000;
    private const int KeepSize = 1;
    private const int ExclusiveLock = 2,
        WithoutWaiting = 4;
    private const int DontCache = 0x80;
    private const int Sequential = 2;
    private const uint WaitBefore = 1,
        StartWrite = 2,
        WaitAfter = 4;

    /// <summary>Indicates whether this system has the calls: the layout of their arguments is that of 64-bit Linux.</summary>
    public static bool IsSupported { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static nint StatNumber { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 332 : 291;

    private static nint RenameNumber { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 316 : 276;

    public override long OpenToRead(string path, out SafeFileHandle? handle)
    {
        long result = Open(path, CloseOnExec | NonBlocking, out handle);
        if (handle is not null)
            _ = posix_fadvise(handle, 0, 0, Sequential);
        return result;
    }

    public override long Create(string path, out SafeFileHandle? handle) =>
        Open(path, ReadWrite | CreateFlag | Exclusive | CloseOnExec, out handle);

    public override long OpenOrCreate(string path, out SafeFileHandle? handle) =>
        Open(path, ReadWrite | CreateFlag | CloseOnExec, out handle);

    public override long Lock(SafeFileHandle handle)
    {
        long result = Result(flock(handle, ExclusiveLock | WithoutWaiting));
        return result is -Errno.NotImplemented or -Errno.NoLocks or -Errno.InvalidArgument ? -Errno.NotSupported : result;
    }

    public override long Allocate(SafeFileHandle handle, long length)
    {
        long result = Result(fallocate(handle, KeepSize, 0, length));
        return result == -Errno.NotImplemented ? -Errno.NotSupported : result;
    }

    public override long SetLength(SafeFileHandle handle, long length) => Result(ftruncate(handle, length));

    public override long Read(SafeFileHandle handle, Span<byte> bytes, long offset, bool uncached)
    {
        fixed (byte* start = bytes)
        {
            if (!uncached)
                return Result(pread(handle, start, (nuint)bytes.Length, offset));
            var part = new Part { Start = start, Length = (nuint)bytes.Length };
            return Uncached(preadv2(handle, &part, 1, offset, DontCache));
        }
    }

    public override long Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset, bool uncached)
    {
        fixed (byte* start = bytes)
        {
            if (!uncached)
                return Result(pwrite(handle, start, (nuint)bytes.Length, offset));
            var part = new Part { Start = start, Length = (nuint)bytes.Length };
            return Uncached(pwritev2(handle, &part, 1, offset, DontCache));
        }
    }

    public override long WriteBack(SafeFileHandle handle, long offset, long length, bool wait)
    {
        long result = Result(sync_file_range(handle, offset, length, wait ? WaitBefore | StartWrite | WaitAfter : StartWrite));
        return result == -Errno.NotImplemented ? -Errno.NotSupported : result;
    }

    public override long Flush(SafeFileHandle handle) => Result(fsync(handle));

    public override long FlushDirectory(string path)
    {
        long result = Open(path, CloseOnExec, out SafeFileHandle? handle);
        using (handle)
            return handle is null ? result : Flush(handle);
    }

    public override long Stat(SafeFileHandle handle, out FileFacts facts)
    {
        FileStatus status;
        byte empty = 0;
        long result = Result((int)syscall_statx(StatNumber, handle, &empty, EmptyPath, BasicFacts | MountId, &status));
        facts = result < 0 ? default : Facts(status);
        return result;
    }

    public override long Stat(string path, bool followLink, out FileFacts facts)
    {
        FileStatus status;
        long result = Result(
            (int)syscall_statx(StatNumber, CurrentDirectory, path, followLink ? 0 : NoFollow, BasicFacts | MountId, &status)
        );
        facts = result < 0 ? default : Facts(status);
        return result;
    }

    public override long ReadLink(string path, out string target)
    {
        Span<byte> text = stackalloc byte[4096];
        fixed (byte* start = text)
        {
            long length = Result(readlink(path, start, (nuint)text.Length));
            target = length < 0 ? "" : System.Text.Encoding.UTF8.GetString(text[..(int)length]);
            return length;
        }
    }

    public override long List(string path, out IReadOnlyList<string> names) => PortableCalls.ListNames(path, out names);

    public override long Rename(string from, string to, RenameKind kind)
    {
        if (kind == RenameKind.Replace)
            return Result(rename(from, to));
        long result = Result((int)syscall_renameat2(RenameNumber, CurrentDirectory, from, CurrentDirectory, to, (uint)kind));
        return result is -Errno.NotImplemented or -Errno.InvalidArgument ? -Errno.NotSupported : result;
    }

    public override long MakeDirectory(string path) => Result(mkdir(path, AllDirectoryPermissions));

    public override long SetAccess(string path, FileFacts like)
    {
        // The group first: where it may not be given, the bits that it would inherit are not given either.
        long result = Result(chown(path, uint.MaxValue, like.Group));
        return result < 0 ? result : Result(chmod(path, (uint)like.Mode));
    }

    public override long RemoveFile(string path) => Result(unlink(path));

    public override long RemoveDirectory(string path) => Result(rmdir(path));

    public override long FreeSpace(string directory) => PortableCalls.FreeSpaceOf(directory);

    private static long Open(string path, int flags, out SafeFileHandle? handle)
    {
        // C would take what stands before it for the path.
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            handle = null;
            return -Errno.NoEntry;
        }
        int file = open(path, flags, AllPermissions);
        handle = file < 0 ? null : new((nint)file, ownsHandle: true);
        return Result(file);
    }

    private static long Result(nint result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

    private static long Uncached(nint count)
    {
        long result = Result(count);
        return result is -Errno.InvalidArgument or -Errno.NotImplemented ? -Errno.NotSupported : result;
    }

    private static FileFacts Facts(in FileStatus status) =>
        new()
        {
            Kind = (status.Mode & 0xF000) switch
            {
                0x8000 => FileKind.File,
                0x4000 => FileKind.Directory,
                0xA000 => FileKind.Link,
                _ => FileKind.Special,
            },
            Identity = new(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode),
            Mount = (status.Mask & MountId) != 0 ? status.Mount : 0,
            IsMountPoint = (status.Attributes & MountRoot) != 0,
            Length = (long)status.Length,
            Modified = status.Modified.Nanoseconds,
            Changed = status.Changed.Nanoseconds,
            Mode = status.Mode & 0xFFF,
            Group = status.Group,
        };

    private struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public uint Fraction;
        public int Padding;

        public readonly long Nanoseconds => unchecked((Seconds * 1_000_000_000) + Fraction);
    }

    /// <summary><c>struct statx</c>, the same on all architectures.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct FileStatus
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint Links;
        public uint Owner;
        public uint Group;
        public ushort Mode;
        public ushort Padding;
        public ulong Inode;
        public ulong Length;
        public ulong Blocks;
        public ulong AttributesMask;
        public Time Accessed;
        public Time Born;
        public Time Changed;
        public Time Modified;
        public uint SpecialMajor;
        public uint SpecialMinor;
        public uint DeviceMajor;
        public uint DeviceMinor;
        public ulong Mount;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle file, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(SafeFileHandle file, byte* bytes, nuint length, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(SafeFileHandle file, byte* bytes, nuint length, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint preadv2(SafeFileHandle file, Part* parts, int count, long offset, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwritev2(SafeFileHandle file, Part* parts, int count, long offset, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sync_file_range(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint readlink(string path, byte* target, nuint length);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int chmod(string path, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int chown(string path, uint owner, uint group);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int unlink(string path);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);

    // By number, for C libraries that are older than the calls.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint syscall_statx(nint number, SafeFileHandle directory, byte* path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "syscall", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint syscall_statx(nint number, nint directory, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "syscall", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint syscall_renameat2(nint number, nint fromDirectory, string from, nint toDirectory, string to, uint flags);
}
