using System.Globalization;
using MergeDsl.Diagnostics;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>Indicates whether an output has room.</summary>
internal static class FreeSpace
{
    /// <summary>Checks the room on the disk of a directory that may not be there yet.</summary>
    /// <param name="target">The directory.</param>
    /// <param name="needed">The bytes to write.</param>
    /// <exception cref="MergeException"><c>MDSL0703</c>.</exception>
    public static void Check(OutputTarget target, long needed)
    {
        if (Of(target.Files, target.FullPath) is not long free || free >= needed)
            return;
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"the output {Printable.Quote(target.Given)} needs {ByteSize.Print(needed)} ({needed} bytes), its disk has {ByteSize.Print(free)} free ({free} bytes); free some space or choose another disk"
        );
        throw OutputTarget.Refuse(DiagnosticKinds.NoSpace, target.Given, message);
    }

    /// <summary>The free bytes on the disk of a path, or null where the system does not say.</summary>
    public static long? Of(FileSystem files, string path)
    {
        string? existing = path;
        while (existing is not null && !files.IsDirectory(existing))
            existing = Path.GetDirectoryName(existing);
        return files.FreeSpace(existing ?? path);
    }
}
