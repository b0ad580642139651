using MergeDsl.Files;

namespace MergeDsl.Checkpoints;

/// <summary>Opens files that others have made: never waits for the other end of a pipe, and reads nothing but ordinary files.</summary>
internal static class OrdinaryFile
{
    /// <summary>Opens a file to read it.</summary>
    /// <exception cref="IOException">It is not there, or no ordinary file.</exception>
    public static FileStream Open(string path) => new(FileSystem.OfSystem.OpenToRead(path), FileAccess.Read);

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string ReadAllText(string path)
    {
        using var reader = new StreamReader(Open(path));
        return reader.ReadToEnd();
    }

    /// <summary>Reads the lines of a file on demand.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(Open(path));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
