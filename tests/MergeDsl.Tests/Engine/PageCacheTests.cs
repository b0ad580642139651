using MergeDsl.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace MergeDsl.Tests.Engine;

/// <summary>The state of the page cache after bounded reads.</summary>
public sealed class PageCacheTests
{
    private const int Length = 8 << 20;

    [Fact]
    public void What_is_read_several_times_is_kept_from_the_first_pass_to_the_last()
    {
        if (!CanDrop())
            return;
        using var directory = new TemporaryDirectory();
        string path = OnDisk(directory);
        using SafeFileHandle file = File.OpenHandle(path);
        PageCacheHints.Forget(file, 0, 0);
        var source = new SourceFile(FileSystem.OfSystem, path, Length, null);
        using var transport = new BoundedTransport(FileSystem.OfSystem);
        source.BeginPasses(transport, 0, Length);
        source.Read(transport, new byte[Length], 0);
        Assert.True(IsMostly(file));
        transport.EndPasses();
        transport.Dispose();
        Assert.False(IsMostly(file));
    }

    [Fact]
    public void What_was_there_before_stays()
    {
        if (!CanDrop())
            return;
        using var directory = new TemporaryDirectory();
        string path = OnDisk(directory);
        Assert.Equal(Length, File.ReadAllBytes(path).Length);
        var source = new SourceFile(FileSystem.OfSystem, path, Length, null);
        using (var transport = new BoundedTransport(FileSystem.OfSystem))
        {
            source.BeginPasses(transport, 0, Length);
            source.Read(transport, new byte[Length], 0);
            transport.EndPasses();
        }
        using SafeFileHandle file = File.OpenHandle(path);
        Assert.True(IsMostly(file));
    }

    /// <summary>Indicates whether more than half of a file is in the page cache, of which the system may always take some.</summary>
    private static bool IsMostly(SafeFileHandle file) => PageCacheHints.CachedPages(file, 0, Length) > Length / AlignedBuffer.Page / 2;

    private static string OnDisk(TemporaryDirectory directory)
    {
        string path = directory.Write("a", new byte[Length]);
        using SafeFileHandle file = File.OpenHandle(path, access: FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
        return path;
    }

    /// <summary>Indicates whether the system counts pages and the file system lets go of them: one in memory does not.</summary>
    private static bool CanDrop()
    {
        if (!LinuxCalls.IsSupported)
            return false;
        using var directory = new TemporaryDirectory();
        using SafeFileHandle file = File.OpenHandle(OnDisk(directory));
        PageCacheHints.Forget(file, 0, 0);
        return PageCacheHints.CachedPages(file, 0, Length) == 0;
    }
}
