using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Tool;

/// <summary>A file system in memory, mounted for a test.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string path;

    public SmallDisk(string path, string options)
    {
        this.path = Directory.CreateDirectory(path).FullName;
        if (Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path) != 0)
            throw new InvalidOperationException("the test has no right to mount");
    }

    public void Dispose() => Run("umount", path);

    internal static int Run(string program, params string[] args)
    {
        try
        {
            return ProcessRun.Of(program, args).ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}

/// <summary>A test that mounts a file system, skipped where that is not allowed.</summary>
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
    {
        if (!OperatingSystem.IsLinux())
            return false;
        string path = Directory.CreateTempSubdirectory("mergedsl-mount-").FullName;
        try
        {
            if (SmallDisk.Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path) != 0)
                return false;
            SmallDisk.Run("umount", path);
            return true;
        }
        finally
        {
            Directory.Delete(path);
        }
    });

    public MountFactAttribute() => Skip = CanMount.Value ? null : "needs the right to mount a file system";
}
