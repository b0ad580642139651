using MergeDsl.Diagnostics;
using MergeDsl.Graph;
using MergeDsl.Manifests;
using MergeDsl.Specs;

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
            ManifestResult result = ManifestText.Read(file);
            given.diagnostics.AddRange(result.Diagnostics);
            if (result.Manifest is { } manifest)
                given.read.Add((file, manifest));
        }
        return given;
    }

    /// <summary>Returns the manifests of models that one of the merges names, with their files.</summary>
    public IEnumerable<(string File, Manifest Manifest)> NamedBy(MergeGraph graph)
    {
        Model[] models = Models(graph);
        return read.Where(pair => IsNamed(pair.Manifest, models));
    }

    /// <summary>Returns an error for each manifest that contradicts an earlier one of the same model, at its file.</summary>
    public static IEnumerable<MergeDiagnostic> Conflicts(IReadOnlyList<(string File, Manifest Manifest)> files) =>
        ManifestConflicts
            .Find([.. files.Select(pair => ((string?)pair.File, pair.Manifest))])
            .Select(conflict => conflict.Diagnostic with { Place = new(files[conflict.Index].File, 1, 1) });

    /// <summary>Reports given manifests of models that none of the merges names.</summary>
    public IEnumerable<MergeDiagnostic> Unused(MergeGraph graph)
    {
        if (graph.Nodes.Count == 0 || graph.Nodes.Any(node => node.Spec is null))
            yield break;
        Model[] models = Models(graph);
        foreach ((string file, Manifest manifest) in read)
        {
            if (IsNamed(manifest, models))
                continue;
            string names =
                models.Length == 0
                    ? "no model"
                    : string.Join(", ", models.Take(3).Select(model => Printable.Quote(model.ToString())))
                        + (models.Length > 3 ? " and others" : "");
            yield return DiagnosticKinds.UnusedManifest.Says(
                $"the manifest is of {Printable.Quote(ManifestSet.Reference(manifest).ToString())}, which the merge does not name: it names {names}; make it again with --model and the name that the merge uses"
            ) with
            {
                Place = new(file, 1, 1),
            };
        }
    }

    private static Model[] Models(MergeGraph graph) =>
        [.. graph.Nodes.SelectMany(node => node.Spec is { } spec ? ModelReferences.Models(spec) : []).Distinct()];

    private static bool IsNamed(Manifest manifest, Model[] models)
    {
        var one = new ManifestSet([manifest]);
        return models.Any(model => one.Find(model) is not null);
    }
}
