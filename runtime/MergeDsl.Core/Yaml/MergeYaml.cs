using MergeDsl.Diagnostics;
using MergeDsl.Graph;
using MergeDsl.Manifests;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Yaml;

/// <summary>Reads mergekit's YAML dialect with the exact place of every key and value.</summary>
public static class MergeYaml
{
    /// <summary>Reads a file of one or more merges. It never throws: whatever the text is, the result says what is wrong with it and where.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="fileName">The file as its diagnostics name it.</param>
    /// <param name="lenient">Whether a misspelt key or parameter is a warning and ignored, as mergekit does, instead of an error.</param>
    public static YamlMerge Read(string text, string fileName, bool lenient = false) => Read(text, fileName, lenient, MethodSet.OfProgram);

    /// <summary>Reads a file whose merges are by one of these methods.</summary>
    internal static YamlMerge Read(string text, string fileName, bool lenient, MethodSet methods)
    {
        YamlText source = new(text, fileName);
        YamlTreeReader tree = YamlTreeReader.Read(source);
        YamlSuppressions suppressions = new(source, tree.Comments);
        List<MergeDiagnostic> syntax = [.. suppressions.Apply(tree.Diagnostics)];
        List<YamlDocument> documents = [];
        List<(YamlDocument Document, Place? Name)> named = [];
        int begin = 0;
        foreach (YamlTreeDocument node in tree.Documents)
        {
            if (node.Root is not null)
            {
                int first = begin + source.Origin,
                    end = node.End + source.Origin;
                ILookup<bool, MergeDiagnostic> byPlace = syntax.ToLookup(diagnostic =>
                    diagnostic.Place is { } place && place.Start >= first && place.Start < Math.Max(end, first + 1)
                );
                syntax = [.. byPlace[false]];
                YamlSpecReader reader = new(source, suppressions, node, lenient, methods);
                MergeSpec? spec = reader.Read();
                YamlDocument document = new(
                    reader.Name,
                    spec,
                    reader.Places,
                    suppressions,
                    reader.Poisoned,
                    [.. byPlace[true], .. suppressions.Apply(reader.Diagnostics)]
                )
                {
                    Tree = node.Root,
                };
                documents.Add(document);
                named.Add((document, reader.NamePlace));
            }
            begin = node.End;
        }
        CheckNames(named, documents, suppressions);
        (IReadOnlyList<YamlDocument> merges, MergeGraph graph) = YamlGraph.Of(documents, text, lenient);
        if (merges.Count == 0 && tree.IsComplete && tree.Diagnostics.Count == 0)
        {
            syntax.Add(
                DiagnosticKinds.NotAMerge.Says("the file is empty: a merge has 'merge_method' and 'models' or 'slices'") with
                {
                    Place = source.LastLine,
                }
            );
        }
        return new(fileName, merges, Ordered([.. syntax, .. merges.SelectMany(document => document.Diagnostics)]), suppressions)
        {
            Comments = tree.Comments,
            Text = source,
            Graph = graph,
        };
    }

    /// <summary>Documents refer to each other by name: a name stands for one of them, and the one without a name is the last result.</summary>
    private static void CheckNames(
        List<(YamlDocument Document, Place? Name)> named,
        List<YamlDocument> documents,
        YamlSuppressions suppressions
    )
    {
        Dictionary<string, Place?> known = new(StringComparer.Ordinal);
        for (int i = 0; i < named.Count && named.Count > 1; i++)
        {
            (YamlDocument document, Place? place) = named[i];
            string key = document.Name ?? "";
            if (!known.TryGetValue(key, out Place? first))
            {
                known.Add(key, place ?? document.Places.Find(SpecPath.Root));
                continue;
            }
            place ??= document.Places.Find(SpecPath.Root);
            MergeDiagnostic diagnostic = DiagnosticKinds.DocumentName.At(
                new("name"),
                document.Name is null
                    ? $"this document has no 'name', and neither has the one at line {first?.Line}: only the last result can do without"
                    : $"the name {Printable.Quote(document.Name)} is that of the document at line {first?.Line} already"
            ) with
            {
                Place = place,
            };
            if (suppressions.Apply([diagnostic]).Count > 0)
                documents[i] = document with { Diagnostics = Ordered([.. document.Diagnostics, diagnostic]) };
        }
    }

    /// <summary>Diagnostics in the order of the file.</summary>
    internal static IReadOnlyList<MergeDiagnostic> Ordered(IEnumerable<MergeDiagnostic> diagnostics) =>
        [
            .. diagnostics
                .OrderBy(diagnostic => diagnostic.Place?.Start ?? int.MaxValue)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
}

/// <summary>The content of a YAML file.</summary>
/// <param name="FileName">The file as its diagnostics name it.</param>
/// <param name="Documents">Its documents, without empty ones; those behind a fault of the syntax are missing.</param>
/// <param name="Diagnostics">Everything that the reader has to say, in the order of the file, with places; what comments silence is left out.</param>
/// <param name="Suppressions">What comments silence.</param>
public sealed record YamlMerge(
    string FileName,
    IReadOnlyList<YamlDocument> Documents,
    IReadOnlyList<MergeDiagnostic> Diagnostics,
    YamlSuppressions Suppressions
)
{
    /// <summary>Indicates whether the reader found an error.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    internal IReadOnlyList<YamlComment> Comments { get; init; } = [];

    internal YamlText? Text { get; init; }

    /// <summary>The documents as a graph: which takes results of which.</summary>
    internal MergeGraph Graph { get; init; } = MergeGraph.Empty;

    /// <summary>Runs all rules over the documents.</summary>
    /// <param name="manifests">The manifests that are there.</param>
    /// <returns>For each document everything there is to say, as <see cref="YamlDocument.Report"/> puts it.</returns>
    internal IReadOnlyList<IReadOnlyList<MergeDiagnostic>> Check(ManifestSet manifests) =>
        [
            .. Graph
                .Check(MethodSet.OfProgram, (_, _, _) => (manifests.Copy(), []))
                .Select(merge => merge.Node.Report(merge.Check.Diagnostics)),
        ];
}

/// <summary>One merge of a YAML file.</summary>
public sealed record YamlDocument
{
    private readonly HashSet<string> poisoned;
    private readonly YamlSuppressions suppressions;

    internal YamlDocument(
        string? name,
        MergeSpec? spec,
        IPlaces places,
        YamlSuppressions suppressions,
        IReadOnlyCollection<string> poisoned,
        IReadOnlyList<MergeDiagnostic> diagnostics
    )
    {
        Name = name;
        Spec = spec;
        Places = places;
        Diagnostics = MergeYaml.Ordered(diagnostics);
        this.suppressions = suppressions;
        this.poisoned = new(poisoned, StringComparer.Ordinal);
    }

    /// <summary>The name by which other documents of the file refer to this one.</summary>
    public string? Name { get; }

    /// <summary>The merge; null where too little of it can be read. Where there are errors, values that cannot be read have harmless ones in their place.</summary>
    public MergeSpec? Spec { get; }

    /// <summary>The places of the parts of the spec.</summary>
    public IPlaces Places { get; }

    /// <summary>The findings of the reader about this document, in the order of the file, without those that comments silence.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics { get; internal init; }

    /// <summary>The document as it was written.</summary>
    internal YamlNode? Tree { get; init; }

    /// <summary>Indicates whether a value is wrong and already reported: a diagnostic about it or a part of it is not repeated.</summary>
    /// <param name="path">The path of a part of the spec.</param>
    public bool IsPoisoned(SpecPath path)
    {
        for (; !string.IsNullOrEmpty(path.Text); path = path.Parent)
        {
            if (poisoned.Contains(path.Text))
                return true;
        }
        return false;
    }

    /// <summary>Indicates whether a comment silences what a rule says.</summary>
    internal bool IsSilenced(MergeDiagnostic rule) => suppressions.Apply([Placed(rule)]).Count == 0;

    private MergeDiagnostic Placed(MergeDiagnostic rule) => rule.Place is null ? rule with { Place = Places.Find(rule.Path) } : rule;

    /// <summary>The reader's diagnostics and those of the rules about this spec in one list: with places, each fault once, what comments silence left out, in the order of the file.</summary>
    /// <param name="rules">Diagnostics of rules about <see cref="Spec"/>, without places.</param>
    public IReadOnlyList<MergeDiagnostic> Report(IEnumerable<MergeDiagnostic> rules)
    {
        List<MergeDiagnostic> all = [.. Diagnostics];
        HashSet<(string Id, Place? Place)> known = [.. all.Select(diagnostic => (diagnostic.Id, diagnostic.Place))];
        foreach (MergeDiagnostic rule in rules)
        {
            if (IsPoisoned(rule.Path))
                continue;
            MergeDiagnostic placed = Placed(rule);
            if (known.Add((placed.Id, placed.Place)))
                all.Add(placed);
        }
        return MergeYaml.Ordered(suppressions.Apply(all));
    }
}
