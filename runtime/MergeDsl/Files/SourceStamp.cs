using MergeDsl.Files;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl;

/// <summary>The identity and state of a file that was read before: device and number, length, and the times at which its data and its metadata last changed.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="Facts">Its facts.</param>
internal sealed record SourceStamp(string File, FileFacts Facts)
{
    /// <summary>Reads the stamp of an open file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SourceStamp Of(FileSystem files, SafeFileHandle handle, string file) =>
        // A file may be reached through several mounts.
        new(file, files.Stat(handle, file) with { Mount = 0, IsMountPoint = false });

    /// <summary>Reads the stamp of a file, through symbolic links.</summary>
    /// <exception cref="IOException">The file is not there.</exception>
    public static SourceStamp Of(string file)
    {
        using SafeFileHandle handle = FileSystem.OfSystem.OpenToRead(file);
        return Of(FileSystem.OfSystem, handle, file);
    }
}
