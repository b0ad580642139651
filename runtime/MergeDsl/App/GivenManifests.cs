namespace MergeDsl.App;

/// <summary>The manifests that the command line names.</summary>
internal sealed class GivenManifests
{
    private readonly List<(string File, Manifest Manifest)> read = [];
    private readonly List<MergeDiagnostic> diagnostics = [];

    /// <summary>Those that could be read, with their files.</summary>
    public IReadOnlyList<(string File, Manifest Manifest)> Files => read;

    public IReadOnlyList<Manifest> Manifests => [.. read.Select(pair => pair.Manifest)];

    public IReadOnlyList<MergeDiagnostic> Diagnostics => diagnostics;

    public static GivenManifests Read(IEnumerable<string> files)
    {
        var given = new GivenManifests();
        foreach (string file in files.Distinct(StringComparer.Ordinal))
        {
            ManifestResult result = ManifestFile.Read(file);
            given.diagnostics.AddRange(result.Diagnostics);
            if (result.Manifest is { } manifest)
                given.read.Add((file, manifest));
        }
        return given;
    }

    /// <summary>What is said about manifests of models that none of the merges names.</summary>
    public IEnumerable<MergeDiagnostic> Unused(MergeGraph graph)
    {
        if (graph.Nodes.Count == 0 || graph.Nodes.Any(node => node.Spec is null))
            yield break;
        Model[] models = [.. graph.Nodes.SelectMany(node => ModelReferences.Models(node.Spec!)).Distinct()];
        foreach ((string file, Manifest manifest) in read)
        {
            var one = new ManifestSet([manifest]);
            if (models.Any(model => one.Find(model) is not null))
                continue;
            string names =
                models.Length == 0
                    ? "no model"
                    : string.Join(", ", models.Take(3).Select(model => Printable.Quote(model.ToString())))
                        + (models.Length > 3 ? " and others" : "");
            yield return DiagnosticCatalogue.UnusedManifest.Says(
                $"the manifest is of {Printable.Quote(ManifestSet.Reference(manifest).ToString())}, which the merge does not name: it names {names}; make it again with --model and the name that the merge uses"
            ) with
            {
                Place = new(file, 1, 1),
            };
        }
    }
}
