namespace MergeDsl.Tool;

/// <summary>The files that lie with the tool: in its own directory, in the one above for an image of it, and, where it is installed among other programs, in <c>../lib/mergedsl</c>.</summary>
internal static class Installation
{
    /// <summary>Finds a file; null where it is not there.</summary>
    /// <param name="path">Its path in the directory of the tool.</param>
    public static string? Find(string path)
    {
        // Resolved through links to the tool.
        string own = Path.GetDirectoryName(Environment.ProcessPath ?? AppContext.BaseDirectory)!;
        return ((string[])[own, Path.Combine(own, ".."), Path.Combine(own, "..", "lib", "mergedsl")])
            .Select(directory => Path.GetFullPath(Path.Combine(directory, path)))
            .FirstOrDefault(File.Exists);
    }
}
