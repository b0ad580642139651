namespace MergeDsl.Testing;

/// <summary>An empty directory that is gone after the test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>Makes the directory.</summary>
    /// <param name="inMemory">Whether to make it in memory where the system has such a place: for tests that flush very often.</param>
    public TemporaryDirectory(bool inMemory = false) =>
        FullName =
            inMemory && Directory.Exists(Memory)
                ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, "mergedsl-" + Guid.NewGuid().ToString("N"))).FullName
                : Directory.CreateTempSubdirectory("mergedsl-").FullName;

    /// <summary>The full path.</summary>
    public string FullName { get; }

    /// <summary>A path below it.</summary>
    public string Path(params string[] parts) => System.IO.Path.Combine([FullName, .. parts]);

    /// <summary>Writes a text file below it, with the directories on the way.</summary>
    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file below it, with the directories on the way.</summary>
    public string Write(string name, byte[] content)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(FullName, recursive: true);

    /// <summary>The path, so that it can stand where a path is expected.</summary>
    public static implicit operator string(TemporaryDirectory directory) => directory.FullName;
}
