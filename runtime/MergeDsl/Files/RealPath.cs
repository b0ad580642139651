using MergeDsl.Diagnostics;

namespace MergeDsl.Files;

/// <summary>Paths as the file system sees them: symbolic links followed, <c>..</c> taken where a link leads, no separator at the end. What is not there is kept as it is written.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The comparison of paths on this system.</summary>
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The real path.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path) => Of(FileSystem.OfSystem, path);

    /// <summary>The real path.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(FileSystem files, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("a path cannot contain a null character", nameof(path));
        string full = Path.IsPathFullyQualified(path) ? path : Path.Combine(Environment.CurrentDirectory, path);
        string root = Path.GetPathRoot(full) ?? "";
        var ahead = new Stack<string>();
        Push(ahead, full[root.Length..]);
        string real = root;
        for (int links = 0; ahead.TryPop(out string? name); )
        {
            if (name == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }
            string next = Path.Combine(real, name);
            if (files.LinkTarget(next) is not string target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks)
                throw new IOException($"the symbolic links of {Printable.Quote(path)} lead in a circle");
            if (Path.IsPathRooted(target))
            {
                root = Path.GetPathRoot(target) ?? "";
                real = root;
                target = target[root.Length..];
            }
            Push(ahead, target);
        }
        return real;
    }

    /// <summary>Indicates whether a real path is another one or lies below it.</summary>
    public static bool IsWithin(string path, string directory) =>
        path.StartsWith(directory, Comparison)
        && (
            path.Length == directory.Length
            || Path.EndsInDirectorySeparator(directory)
            || path[directory.Length] == Path.DirectorySeparatorChar
        );

    private static void Push(Stack<string> ahead, string path)
    {
        string[] names = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
                ahead.Push(names[i]);
        }
    }
}
