using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>Queries and hints for the page cache of Linux. Nothing depends on an answer, so a failure is ignored.</summary>
internal static unsafe partial class PageCacheHints
{
    private const nint CacheStat = 451;
    private const int DontNeed = 4;

    /// <summary>Returns how many pages of a stretch of a file are in the page cache; null where the kernel does not say.</summary>
    public static long? CachedPages(SafeFileHandle file, long offset, long length)
    {
        if (!LinuxCalls.IsSupported)
            return null;
        var range = new CacheRange { Offset = offset, Length = length };
        CacheCount count;
        return syscall(CacheStat, file, &range, &count, 0) == 0 ? (long)count.Cached : null;
    }

    /// <summary>Drops clean pages from the page cache.</summary>
    public static void Forget(SafeFileHandle file, long offset, long length)
    {
        if (LinuxCalls.IsSupported)
            _ = posix_fadvise(file, offset, length, DontNeed);
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

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);
}
