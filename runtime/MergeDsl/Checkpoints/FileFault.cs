using System.Security;
using MergeDsl.Diagnostics;

namespace MergeDsl;

/// <summary>The messages about files that cannot be read.</summary>
internal static class FileFault
{
    /// <summary>Indicates whether an exception says something about the file rather than about a fault of this program.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException;

    /// <summary>The diagnostic <c>MDSL0705</c> about a file or directory.</summary>
    public static MergeDiagnostic CannotRead(string path, Exception failure) =>
        DiagnosticKinds.CannotRead.Says($"cannot read {Printable.Quote(path)}: {Reason(path, failure)}") with
        {
            Place = new(path, 1, 1),
        };

    private static string Reason(string path, Exception failure) =>
        failure switch
        {
            _ when Directory.Exists(path) && failure is UnauthorizedAccessException && !CanList(path) =>
                "no permission; change the permissions of the directory",
            UnauthorizedAccessException when Directory.Exists(path) => "it is a directory where a file should be",
            UnauthorizedAccessException or SecurityException => "no permission; change the permissions of the file",
            FileNotFoundException or DirectoryNotFoundException when IsDanglingLink(path) =>
                "it is a link to a file that is not there; download it again",
            FileNotFoundException or DirectoryNotFoundException => "it is not there",
            PathTooLongException => "the path is too long",
            _ when IsSpecial(path) => "it is a pipe, a socket or a device; put an ordinary file in its place, or remove it",
            _ => Printable.Line(failure.Message) + "; check the path and the disk",
        };

    /// <summary>Indicates whether a path is a symbolic link without its target, as an interrupted download leaves it in the hub's cache.</summary>
    public static bool IsDanglingLink(string path)
    {
        try
        {
            // A link counts as an existing file, whatever it points to.
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target
                && !File.Exists(target.FullName)
                && !Directory.Exists(target.FullName);
        }
        catch (IOException)
        {
            return Path.Exists(path);
        }
    }

    private static bool IsSpecial(string path)
    {
        try
        {
            return Files.FileSystem.OfSystem.TryStat(path) is { Kind: Files.FileKind.Special };
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            return false;
        }
    }

    private static bool CanList(string directory)
    {
        try
        {
            Directory.EnumerateFileSystemEntries(directory).FirstOrDefault();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
