using MergeDsl.Checkpoints;

namespace MergeDsl.Tool;

/// <summary>Loads the merges of a file, those first whose results others take.</summary>
internal sealed class LoadedChain(YamlMerge yaml, IReadOnlyList<Manifest> manifests, ModelResolver resolver, bool toRun, bool strict, bool lenient)
{
    private readonly LoadedDocument?[] loaded = new LoadedDocument?[yaml.Documents.Count];

    /// <summary>The documents in the order of the file.</summary>
    public IReadOnlyList<LoadedDocument> Load(string text, string file)
    {
        foreach (int i in yaml.Chain.Order) loaded[i] = Load(i, yaml.Documents.Count == 1 ? text : null, file);
        return [.. loaded.OfType<LoadedDocument>()];
    }

    private LoadedDocument Load(int index, string? text, string file)
    {
        YamlDocument document = yaml.Documents[index];
        if (document.Spec is not { } spec) return Finish(new(document.Name, null, null, null, document.Diagnostics), file);
        // A circle leads to a document that is not loaded yet: its result stays unknown.
        Dictionary<string, int> results = yaml.Chain.References(index).GroupBy(reference => reference.Model.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Document, StringComparer.Ordinal);
        spec = ModelReferences.Replace(spec, model => results.TryGetValue(model.Id, out int other) ? model with { Plan = loaded[other]?.Plan ?? Unknown(model.Id) } : model);
        var known = new Dictionary<Model, Manifest>();
        foreach ((Model model, _) in ModelReferences.Of(spec))
        {
            if (model.Plan is not null && loaded[results[model.Id]]?.OutputManifest is { } manifest) known[model with { Adapter = null, AdapterRevision = null, OverrideArchitecture = null }] = manifest;
        }
        MergeBinding binding = MergeBinding.Create(new(spec, document.Name, document.Diagnostics, text, Tolerates) { Results = known }, manifests, resolver, toRun);
        bool isFounded = results.Values.All(other => loaded[other] is { IsSound: true });
        return Finish(new(document.Name, spec.Method, binding, binding.OutputManifest(document.Name), document.Report(binding.Diagnostics)) { IsFounded = isFounded }, file);

        bool Tolerates(MergeDiagnostic diagnostic) => diagnostic.IsNearMiss && (lenient || document.IsSilenced(diagnostic));
    }

    private LoadedDocument Finish(LoadedDocument document, string file) =>
        document with { Diagnostics = Report.WithSeverities(Report.WithPlaces(document.Diagnostics, file), strict, lenient) };

    /// <summary>A plan that stands for the result of a document without one.</summary>
    private static MergePlan Unknown(string name) => new() { Name = name, Spec = new() { Method = "passthrough" }, Hash = "unknown " + name };
}

/// <summary>One merge of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">Its method; null where it cannot be read.</param>
/// <param name="Binding">What the rules and the headers made of it.</param>
/// <param name="OutputManifest">The facts of its result, where they are known.</param>
/// <param name="Diagnostics">All there is to say about it.</param>
internal sealed record LoadedDocument(string? Name, string? Method, MergeBinding? Binding, Manifest? OutputManifest, IReadOnlyList<MergeDiagnostic> Diagnostics)
{
    /// <summary>Whether the merges whose results it takes are right.</summary>
    public bool IsFounded { get; init; } = true;

    /// <summary>Whether nothing is wrong with it, nor with what it is made of.</summary>
    public bool IsSound => IsFounded && Binding is not null && !Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    public MergePlan? Plan => Binding?.Check.Plan;

    public PlanFacts Facts => Binding?.Check.Facts ?? new();

    public BoundMerge? Bound => IsSound ? Binding!.Bound : null;

    /// <summary>What a run would need and write, where it is known.</summary>
    public PlanSizes? Sizes(long shardSize, int threads) => IsSound ? Binding!.Sizes(shardSize, threads) : null;

    /// <summary>The plan drawn for people; null where something is wrong.</summary>
    public string? Describe(long shardSize, int threads) => IsSound ? Binding!.Describe(Sizes(shardSize, threads)) : null;
}
