using MergeDsl.Checkpoints;

namespace MergeDsl.Testing;

/// <summary>Manifests of the checkpoints among the reference data, under the names of their directories.</summary>
public static class GoldenManifests
{
    /// <summary>File names and texts of the manifests; of checkpoints that have none, nothing.</summary>
    public static IEnumerable<(string Name, string Text)> All()
    {
        foreach (string directory in Directory.EnumerateDirectories(SharedData.Path("goldens", "models")).Order(StringComparer.Ordinal))
        {
            string name = System.IO.Path.GetFileName(directory);
            if (Of(directory, name) is { } manifest)
                yield return (name + ".checkpoint.json", ManifestWriter.Write(manifest));
        }
    }

    /// <summary>The manifest of a checkpoint, or null.</summary>
    public static Manifest? Of(string directory, string model) => Checkpoint.Open(directory).Checkpoint?.ReadManifest(model, null).Manifest;
}
