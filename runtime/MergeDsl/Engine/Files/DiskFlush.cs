using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>Makes sure that what was written survives a loss of power.</summary>
internal static partial class DiskFlush
{
    private const long Window = 64 << 20;

    /// <summary>Returns when a file is on the disk. Flushes in pieces where the system can, so that it can be cancelled.</summary>
    public static void File(SafeFileHandle file, long length, CancellationToken cancel)
    {
        for (long start = 0; LinuxCalls.IsSupported && start < length; start += Window)
        {
            cancel.ThrowIfCancellationRequested();
            LinuxCalls.AwaitWriteBack(file, start, Math.Min(Window, length - start));
        }
        cancel.ThrowIfCancellationRequested();
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Returns when the names in a directory are on the disk; does nothing on systems that have no such call.</summary>
    public static void Directory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        int file = open(path, 0);
        if (file < 0)
            return;
        _ = fsync(file);
        _ = close(file);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fsync(int file);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
