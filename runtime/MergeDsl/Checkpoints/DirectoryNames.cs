namespace MergeDsl.Checkpoints;

/// <summary>Lists directories for messages: what cannot be listed is empty.</summary>
internal static class DirectoryNames
{
    private const int Maximum = 10_000;

    /// <summary>The names of the directories in a directory, in ordinal order.</summary>
    public static IReadOnlyList<string> In(string directory)
    {
        try
        {
            return Directory.Exists(directory)
                ?
                [
                    .. Directory
                        .EnumerateDirectories(directory)
                        .Take(Maximum)
                        .Select(path => Path.GetFileName(path))
                        .Order(StringComparer.Ordinal),
                ]
                : [];
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return [];
        }
    }
}
