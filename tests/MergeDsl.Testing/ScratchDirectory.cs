namespace MergeDsl.Testing;

/// <summary>A directory for one test, deleted at its end.</summary>
public sealed class ScratchDirectory : IDisposable
{
    /// <summary>The directory.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("mergedsl-test-").FullName;

    /// <summary>A path below it.</summary>
    public string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>Deletes it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // Left to the system: the verdict of a test is not about its scratch files.
        }
    }
}
