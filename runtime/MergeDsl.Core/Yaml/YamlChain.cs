namespace MergeDsl;

/// <summary>Documents of one file that take each other's results: a model whose name is that of another document is what that document makes. The order in the file does not matter.</summary>
internal sealed class YamlChain
{
    private readonly IReadOnlyList<YamlDocument> documents;
    private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);
    private readonly List<int> order = [];
    private readonly List<int> open = [];
    private readonly List<(int Document, MergeDiagnostic Diagnostic)> cycles = [];

    private YamlChain(IReadOnlyList<YamlDocument> documents)
    {
        this.documents = documents;
        for (int i = 0; i < documents.Count; i++)
        {
            if (documents[i].Name is { } name && !byName.ContainsKey(name))
                byName.Add(name, i);
        }
    }

    /// <summary>The documents in an order in which each comes after those that it takes results of.</summary>
    public IReadOnlyList<int> Order => order;

    /// <summary>What is said about documents that need their own result, each circle once.</summary>
    public IReadOnlyList<(int Document, MergeDiagnostic Diagnostic)> Cycles => cycles;

    public static YamlChain Of(IReadOnlyList<YamlDocument> documents)
    {
        var chain = new YamlChain(documents);
        for (int i = 0; i < documents.Count; i++)
            chain.Visit(i);
        return chain;
    }

    /// <summary>The references of a document to results of others, and the index of the document that makes each; none in a file with one document.</summary>
    public IEnumerable<(Model Model, SpecPath Path, int Document)> References(int document) =>
        documents.Count < 2 || documents[document].Spec is not { } spec
            ? []
            : ModelReferences
                .Of(spec)
                .Where(reference => byName.ContainsKey(reference.Model.Id))
                .Select(reference => (reference.Model, reference.Path, byName[reference.Model.Id]));

    /// <summary>The index of the document whose result is that of the file: the one without a name, else the last that no other takes.</summary>
    public int Result
    {
        get
        {
            int[] all = [.. Enumerable.Range(0, documents.Count)];
            int[] unnamed = [.. all.Where(i => documents[i].Name is null)];
            if (unnamed.Length > 0)
                return unnamed[unnamed.Length - 1];
            HashSet<int> used = [.. all.SelectMany(References).Select(reference => reference.Document)];
            return all.LastOrDefault(i => !used.Contains(i)) is var last && used.Contains(last) ? documents.Count - 1 : last;
        }
    }

    private void Visit(int document)
    {
        if (order.Contains(document))
            return;
        open.Add(document);
        foreach ((Model _, SpecPath path, int needed) in References(document))
        {
            int begin = open.IndexOf(needed);
            if (begin < 0)
                Visit(needed);
            else if (!cycles.Any(cycle => cycle.Document == document))
                Report(document, path, begin);
        }
        open.RemoveAt(open.Count - 1);
        order.Add(document);
    }

    private void Report(int document, SpecPath path, int begin)
    {
        string name = Printable.Quote(documents[open[begin]].Name!);
        string way = string.Join(" takes ", open.Skip(begin).Append(open[begin]).Select(i => Printable.Quote(documents[i].Name!)));
        cycles.Add(
            (
                document,
                DiagnosticCatalogue.CyclicChain.At(path, $"the document {name} needs its own result: {way}; take another model here") with
                {
                    Place = documents[document].Places.Find(path),
                }
            )
        );
    }
}
