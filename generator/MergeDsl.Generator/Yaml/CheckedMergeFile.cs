using MergeDsl.Diagnostics;
using MergeDsl.Graph;
using MergeDsl.Manifests;

namespace MergeDsl.Generator.Yaml;

/// <summary>A YAML file with all its merges checked.</summary>
/// <param name="File">The file.</param>
/// <param name="Result">The merge that is the result of the file; null where there is none.</param>
/// <param name="Diagnostics">Everything that is wrong, with places.</param>
internal sealed record CheckedMergeFile(MergeFile File, CheckedNode? Result, IReadOnlyList<MergeDiagnostic> Diagnostics)
{
    /// <summary>The plan, where nothing is wrong.</summary>
    public MergePlan? Plan => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error) ? null : Result?.Check.Plan;

    public static CheckedMergeFile Of(MergeFile file, IReadOnlyList<Manifest> manifests)
    {
        MergeGraph graph = file.Merge.Graph;
        // The merge that needs no name has that of its file.
        MergeGraph named = graph with
        {
            Nodes = [.. graph.Nodes.Select(node => node with { Name = node.Name ?? file.Name })],
        };
        IReadOnlyList<CheckedNode> merges = named.Check(new(file.Methods), (_, _, _) => (new ManifestSet(manifests), []));
        return new(
            file,
            merges.Count == 0 ? null : merges[graph.Result ?? graph.Ends[graph.Ends.Count - 1]],
            [
                .. file.Merge.Diagnostics.Except(file.Merge.Documents.SelectMany(document => document.Diagnostics)),
                .. merges.SelectMany(merge => merge.Node.Report(merge.Check.Diagnostics)),
            ]
        );
    }
}
