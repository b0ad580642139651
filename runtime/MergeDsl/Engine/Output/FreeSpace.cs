using System.Globalization;

namespace MergeDsl.Engine;

/// <summary>Whether an output has room.</summary>
internal static class FreeSpace
{
    /// <summary>Checks the room on the disk of a directory that may not be there yet.</summary>
    /// <param name="output">The directory as the user named it.</param>
    /// <param name="path">Its real path.</param>
    /// <param name="needed">The bytes to write.</param>
    /// <exception cref="MergeException"><c>MDSL0703</c>.</exception>
    public static void Check(string output, string path, long needed)
    {
        if (Of(path) is not long free || free >= needed)
            return;
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"the output {Printable.Quote(output)} needs {ByteSize.Print(needed)} ({needed} bytes), its disk has {ByteSize.Print(free)} free ({free} bytes); free some space or choose another disk"
        );
        throw OutputFault.Because(DiagnosticCatalogue.NoSpace.Says(message) with { Place = new(output, 1, 1) });
    }

    /// <summary>The free bytes on the disk of a path, or null where the system does not say.</summary>
    public static long? Of(string path)
    {
        string? existing = path;
        while (existing is not null && !Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing);
        try
        {
            var drive = new DriveInfo(existing ?? path);
            return drive.TotalSize > 0 ? drive.AvailableFreeSpace : null;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return null;
        }
    }
}
