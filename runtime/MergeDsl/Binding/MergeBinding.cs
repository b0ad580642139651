using MergeDsl.Checkpoints;
using MergeDsl.Output;

namespace MergeDsl;

/// <summary>A spec checked by all rules against all that is known of its models, to be bound where these are on the disk.</summary>
internal sealed class MergeBinding
{
    private readonly MergeDocument document;
    private readonly LoadedModels? models;

    private MergeBinding(MergeDocument document, MergeCheck check, LoadedModels? models, IReadOnlyList<MergeDiagnostic> diagnostics)
    {
        this.document = document;
        this.models = models;
        Check = check;
        Diagnostics = diagnostics;
    }

    public MergeCheck Check { get; }

    public IReadOnlyList<MergeDiagnostic> Diagnostics { get; }

    /// <summary>Whether nothing is wrong and every model is on the disk, or the result of another merge whose facts are known.</summary>
    public bool IsBindable { get; private set; }

    /// <summary>The spec with what it leaves to its models said with numbers and names, as far as these are known.</summary>
    public MergeSpec SpelledOut => models is null ? document.Spec : MergeDsl.SpelledOut.Of(document.Spec, models.Manifests);

    /// <summary>The directories of the models that are on the disk.</summary>
    public IReadOnlyList<string> Directories => [.. models?.Checkpoints.Values.Select(checkpoint => checkpoint.Directory) ?? []];

    /// <summary>The ids of models and adapters that the spec names, each with whether it is the path of a directory.</summary>
    public IReadOnlyDictionary<string, bool> Ids { get; private init; } = new Dictionary<string, bool>();

    /// <summary>Turns the merge into bytes of files.</summary>
    /// <param name="results">The checkpoints of those of its models that other merges have made.</param>
    /// <param name="names">The names under which the output's files speak of models.</param>
    public (BoundPlan Plan, MergeOutput Output) Bind(IReadOnlyDictionary<Model, Checkpoint> results, PublishedNames names)
    {
        var checkpoints = new Dictionary<Model, Checkpoint>(models!.Checkpoints);
        foreach ((Model model, Checkpoint checkpoint) in results)
            checkpoints.Add(model, checkpoint);
        return (
            PlanBinder.Bind(Check.Expanded!, checkpoints, Check.Plan!.Hash),
            MergeOutput.Of(document, Check, Check.Expanded!, checkpoints, names)
        );
    }

    /// <summary>The plan drawn for people; null where there is none.</summary>
    /// <param name="sizes">What a run would need and write, where that is to be said.</param>
    public string? Describe(PlanSizes? sizes = null) =>
        Check.Plan is { } plan ? PlanDescription.Write(plan, Check.Facts, layersOf, sizes?.Describe()) : null;

    /// <summary>What a run would need and write; null where the merge cannot be written out.</summary>
    /// <param name="shardSize">The most bytes of tensor data in one file; 0 for no limit.</param>
    /// <param name="threads">The number of threads, or 0.</param>
    public PlanSizes? Sizes(long shardSize, int threads) =>
        Check.Expanded is { } expanded ? PlanSizes.Of(expanded, shardSize, threads) : null;

    /// <summary>The manifest of the output, so that another merge can be planned with it; null where the merge cannot be written out.</summary>
    /// <param name="name">The name under which the other merge refers to it.</param>
    public Manifest? OutputManifest(string name)
    {
        if (Check.Expanded is not { } expanded)
            return null;
        string?[] licences = [.. expanded.Merge.Models.Select(model => expanded.ManifestOf(model).Licence).Distinct()];
        return ManifestBuilder
            .Build(
                name,
                null,
                [.. expanded.Tensors.Select(tensor => (tensor.Name, tensor.DType, tensor.Shape))],
                OutputConfig.Of(expanded, expanded.ManifestOf(expanded.Merge.Donor!).Config).Config,
                licences.Length == 1 ? licences[0] : null
            )
            .Manifest;
    }

    private Func<Model, int?> layersOf = _ => null;

    /// <summary>Checks a spec against all that is known of its models.</summary>
    /// <param name="document">The spec and what its front end found.</param>
    /// <param name="manifests">Manifests that were given.</param>
    /// <param name="resolver">Finds the models.</param>
    /// <param name="toRun">Whether the merge is to run: then every model must be on the disk, and the method must have a kernel.</param>
    public static MergeBinding Create(MergeDocument document, IReadOnlyList<Manifest> manifests, ModelResolver resolver, bool toRun)
    {
        MethodSchema? schema = MethodSet.OfProgram.Find(document.Spec.Method);
        if (schema is null)
        {
            var unknown = MergeCheck.Run(document.Spec, ManifestSet.Empty, document.Diagnostics, document.Name);
            return new(document, unknown, null, unknown.Diagnostics);
        }
        ResolvedMerge merge = ResolvedMerge.Of(document.Spec, schema);
        LoadedModels models = LoadedModels.Load(merge, manifests, document.Checkpoints, resolver, toRun);
        foreach ((Model model, Manifest manifest) in document.Results)
            models.Manifests.Add(model, manifest);
        resolver.Cancel.ThrowIfCancellationRequested();
        MergeCheck check = MergeCheck.Run(
            document.Spec,
            models.Manifests,
            [.. document.Diagnostics, .. models.Diagnostics],
            document.Name,
            document.Tolerates
        );
        resolver.Cancel.ThrowIfCancellationRequested();
        MergeBinding binding = new(
            document,
            check,
            models,
            [
                .. check.Diagnostics,
                .. TokenFiles.Check(merge, models.Checkpoints),
                .. DonorTokenizer.Check(merge, models),
                .. toRun ? Supported.Check(merge) : [],
                .. toRun && merge.Donor is { } donor && models.Checkpoints.TryGetValue(donor, out Checkpoint? given)
                    ? DonorFiles.Check(given)
                    : [],
            ]
        )
        {
            Ids = ModelReferences
                .Of(document.Spec)
                .Where(reference => reference.Model.Plan is null)
                .SelectMany(reference => new[] { reference.Model.Id, reference.Model.Adapter })
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .ToDictionary(id => id, id => PublishedNames.IsPath(id) || resolver.IsPath(id), StringComparer.Ordinal),
        };
        binding.layersOf = model => models.Manifests.Find(model)?.Stacks.FirstOrDefault()?.LayerCount;
        binding.IsBindable =
            check.Expanded is not null
            && !binding.Diagnostics.Any(diagnostic =>
                diagnostic.Severity == Severity.Error && document.Tolerates?.Invoke(diagnostic) != true
            )
            && merge.Models.All(model => models.Checkpoints.ContainsKey(model) || document.Results.ContainsKey(model));
        return binding;
    }
}

/// <summary>A merge as a front end read it.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Diagnostics">What the front end found.</param>
/// <param name="Yaml">The text it was read from, where it was YAML.</param>
/// <param name="Tolerates">Errors that do not stop the merge: near misses that the user silenced, or has as warnings.</param>
internal sealed record MergeDocument(
    MergeSpec Spec,
    string? Name,
    IReadOnlyList<MergeDiagnostic> Diagnostics,
    string? Yaml = null,
    Func<MergeDiagnostic, bool>? Tolerates = null
)
{
    /// <summary>The checkpoints that the merge was checked against when it was planned.</summary>
    public EquatableArray<ExpectedCheckpoint> Checkpoints { get; init; }

    /// <summary>The manifests of those of its models that other merges make, as far as they are known.</summary>
    public IReadOnlyDictionary<Model, Manifest> Results { get; init; } = new Dictionary<Model, Manifest>();
}
