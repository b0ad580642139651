using System.Globalization;
using MergeDsl.Files;

namespace MergeDsl.Engine;

/// <summary>The places for what kernels keep: memory, and files in the directory of the output that is being written.</summary>
/// <param name="Files">The file system.</param>
/// <param name="Memory">The memory, which all threads share.</param>
/// <param name="Directory">The directory.</param>
internal sealed record KeptPlaces(FileSystem Files, KeptMemory Memory, string Directory)
{
    private int files;

    /// <summary>Returns the path of a file that is not there yet.</summary>
    public string NextFile() => Path.Combine(Directory, ".kept-" + Interlocked.Increment(ref files).ToString(CultureInfo.InvariantCulture));
}
