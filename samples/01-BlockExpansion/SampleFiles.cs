namespace Samples;

/// <summary>The directories in which the samples find their checkpoints and write their outputs, wherever they are started from.</summary>
internal static class SampleFiles
{
    private static readonly string Root = FindRoot();

    /// <summary>A checkpoint that the samples share.</summary>
    public static string Checkpoint(string name) => Path.Combine(Root, "samples", "checkpoints", name);

    /// <summary>A directory that a sample may write and replace.</summary>
    public static string Output(string name) => Path.Combine(Root, "artifacts", name);

    /// <summary>A path as it is read from the repository's root.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (Directory.Exists(Path.Combine(directory.FullName, "samples", "checkpoints"))) return directory.FullName;
        }
        throw new DirectoryNotFoundException("samples/checkpoints is not above this program");
    }
}
