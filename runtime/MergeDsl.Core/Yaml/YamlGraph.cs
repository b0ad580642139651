using MergeDsl.Diagnostics;
using MergeDsl.Graph;
using MergeDsl.Specs;

namespace MergeDsl.Yaml;

/// <summary>The graph of the documents of a file: a model whose name is that of another document is what that document makes. The order in the file does not matter.</summary>
internal sealed class YamlGraph
{
    private readonly IReadOnlyList<YamlDocument> documents;
    private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);
    private readonly List<int> order = [];
    private readonly HashSet<int> ordered = [];
    private readonly List<int> open = [];
    private readonly Dictionary<int, int> openAt = [];
    private readonly List<(int Document, MergeDiagnostic Diagnostic)> cycles = [];

    private YamlGraph(IReadOnlyList<YamlDocument> documents)
    {
        this.documents = documents;
        for (int i = 0; i < documents.Count; i++)
        {
            if (documents[i].Name is { } name && !byName.ContainsKey(name))
                byName.Add(name, i);
        }
    }

    /// <summary>The graph of some documents.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="text">The text of the file.</param>
    /// <param name="lenient">Whether near misses are warnings.</param>
    /// <returns>The documents, each circle of them reported at one of them, and their graph.</returns>
    public static (IReadOnlyList<YamlDocument> Documents, MergeGraph Graph) Of(
        IReadOnlyList<YamlDocument> documents,
        string text,
        bool lenient
    )
    {
        var chain = new YamlGraph(documents);
        for (int i = 0; i < documents.Count; i++)
            chain.Visit(i);
        YamlDocument[] reported = [.. documents];
        foreach ((int i, MergeDiagnostic diagnostic) in chain.cycles)
            reported[i] = reported[i] with { Diagnostics = MergeYaml.Ordered([.. reported[i].Diagnostics, diagnostic]) };
        var graph = new MergeGraph([.. reported.Select((document, i) => chain.Node(document, i, lenient))], chain.order);
        // The file is the text of its result, where all of it belongs to that.
        if (graph.Result is { } result && graph.With(result).Count == graph.Nodes.Count)
            graph = graph with { Nodes = [.. graph.Nodes.Select((node, i) => i == result ? node with { Yaml = text } : node)] };
        return (reported, graph);
    }

    private MergeNode Node(YamlDocument document, int index, bool lenient) =>
        new(document.Name, document.Spec)
        {
            Diagnostics = document.Diagnostics,
            Inputs = References(index)
                .GroupBy(reference => reference.Model)
                .ToDictionary(group => group.Key, group => group.First().Document),
            Tolerates = diagnostic => diagnostic.IsNearMiss && (lenient || document.IsSilenced(diagnostic)),
            Report = document.Report,
        };

    /// <summary>The references of a document to results of others, and the index of the document that makes each; none in a file with one document.</summary>
    private IEnumerable<(Model Model, SpecPath Path, int Document)> References(int document) =>
        documents.Count < 2 || documents[document].Spec is not { } spec
            ? []
            : ModelReferences
                .Of(spec)
                .Where(reference => byName.ContainsKey(reference.Model.Id))
                .Select(reference => (reference.Model, reference.Path, byName[reference.Model.Id]));

    private void Visit(int document)
    {
        if (ordered.Contains(document))
            return;
        bool isReported = false;
        openAt.Add(document, open.Count);
        open.Add(document);
        foreach ((Model _, SpecPath path, int needed) in References(document))
        {
            if (!openAt.TryGetValue(needed, out int begin))
                Visit(needed);
            else if (!isReported)
            {
                isReported = true;
                Report(document, path, begin);
            }
        }
        open.RemoveAt(open.Count - 1);
        openAt.Remove(document);
        ordered.Add(document);
        order.Add(document);
    }

    private void Report(int document, SpecPath path, int begin)
    {
        string name = Printable.Quote(documents[open[begin]].Name!);
        string way = string.Join(" takes ", open.Skip(begin).Append(open[begin]).Select(i => Printable.Quote(documents[i].Name!)));
        cycles.Add(
            (
                document,
                DiagnosticKinds.CyclicChain.At(path, $"the document {name} needs its own result: {way}; take another model here") with
                {
                    Place = documents[document].Places.Find(path),
                }
            )
        );
    }
}
