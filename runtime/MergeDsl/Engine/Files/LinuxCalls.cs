using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>Calls of Linux that .NET does not have. Advice may fail without harm, so only reads and writes report errors.</summary>
internal static unsafe partial class LinuxCalls
{
    private const int DontCache = 0x80;
    private const nint CacheStat = 451;
    private const int DontNeed = 4;
    private const uint WaitBefore = 1,
        StartWrite = 2,
        WaitAfter = 4;
    private const int Interrupted = 4,
        InvalidArgument = 22,
        NotImplemented = 38,
        NotSupported = 95;

    /// <summary>Whether the calls are there: the layout of their arguments is that of 64-bit systems.</summary>
    public static bool IsSupported { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Reads without leaving new pages in the page cache.</summary>
    /// <returns>The number of bytes, or -1 where the kernel or the file system cannot do it.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static int ReadUncached(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
            return Call(&preadv2, file, start, bytes.Length, offset);
    }

    /// <summary>Writes, and begins to write back and to drop the pages.</summary>
    /// <returns>The number of bytes, or -1 where the kernel or the file system cannot do it.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static int WriteUncached(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
            return Call(&pwritev2, file, start, bytes.Length, offset);
    }

    /// <summary>Begins to write pages back.</summary>
    public static void StartWriteBack(SafeFileHandle file, long offset, long length) =>
        _ = sync_file_range(file, offset, length, StartWrite);

    /// <summary>Writes pages back and waits for it.</summary>
    public static void AwaitWriteBack(SafeFileHandle file, long offset, long length) =>
        _ = sync_file_range(file, offset, length, WaitBefore | StartWrite | WaitAfter);

    /// <summary>How many pages of a stretch of a file are in the page cache; null where the kernel does not say.</summary>
    public static long? CachedPages(SafeFileHandle file, long offset, long length)
    {
        var range = new CacheRange { Offset = offset, Length = length };
        CacheCount count;
        return syscall(CacheStat, file, &range, &count, 0) == 0 ? (long)count.Cached : null;
    }

    /// <summary>Drops clean pages from the page cache.</summary>
    public static void Forget(SafeFileHandle file, long offset, long length) => _ = posix_fadvise(file, offset, length, DontNeed);

    private static int Call(
        delegate* managed<SafeFileHandle, Part*, int, long, int, nint> call,
        SafeFileHandle file,
        byte* start,
        int length,
        long offset
    )
    {
        var part = new Part { Start = start, Length = (nuint)length };
        while (true)
        {
            nint count;
            try
            {
                count = call(file, &part, 1, offset, DontCache);
            }
            catch (EntryPointNotFoundException)
            {
                return -1;
            }
            if (count >= 0)
                return (int)count;
            int error = Marshal.GetLastPInvokeError();
            if (error is InvalidArgument or NotImplemented or NotSupported)
                return -1;
            if (error != Interrupted)
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    private struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    private struct CacheRange
    {
        public long Offset,
            Length;
    }

    private struct CacheCount
    {
        public ulong Cached,
            Dirty,
            WriteBack,
            Evicted,
            RecentlyEvicted;
    }

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, SafeFileHandle file, CacheRange* range, CacheCount* count, nint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint preadv2(SafeFileHandle file, Part* parts, int count, long offset, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwritev2(SafeFileHandle file, Part* parts, int count, long offset, int flags);

    [LibraryImport("libc")]
    private static partial int sync_file_range(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);
}
