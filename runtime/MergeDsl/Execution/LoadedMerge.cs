using MergeDsl.Binding;
using MergeDsl.Checkpoints;
using MergeDsl.Diagnostics;
using MergeDsl.Graph;
using MergeDsl.OutputFiles;
using MergeDsl.Reporting;
using MergeDsl.Specs;

namespace MergeDsl.Execution;

/// <summary>A merge of a graph, checked by all rules against all that is known of its models, to be bound where these are on the disk.</summary>
/// <param name="Checked">What the rules made of it.</param>
/// <param name="Models">What is known of its models; null where it has no plan.</param>
/// <param name="Inputs">Those of its models that other merges make.</param>
/// <param name="Diagnostics">All there is to say about it.</param>
/// <param name="IsBindable">Whether no rule stops it, and every model is on the disk, or the result of another merge whose facts are known.</param>
internal sealed record LoadedMerge(
    CheckedNode Checked,
    LoadedModels? Models,
    IReadOnlyDictionary<Model, LoadedMerge> Inputs,
    IReadOnlyList<MergeDiagnostic> Diagnostics,
    bool IsBindable
)
{
    /// <summary>Its name, where it has one.</summary>
    public string? Name => Checked.Node.Name;

    /// <summary>Its method; null where it cannot be read.</summary>
    public string? Method => Checked.Node.Spec?.Method;

    /// <summary>The plan; null where the merge cannot be read, or its method is not known.</summary>
    public MergePlan? Plan => Checked.Check.Plan;

    /// <summary>The size of the plan's output.</summary>
    public PlanFacts Facts => Checked.Check.Facts;

    /// <summary>Indicates whether nothing is wrong with it, nor with what it is made of.</summary>
    public bool IsSound =>
        Plan is not null
        && Inputs.Count == Checked.Inputs.Count
        && Inputs.Values.All(input => input.IsSound)
        && !Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>The merge bound with all that it needs; null where something is wrong or a model is not on the disk.</summary>
    public BoundMerge? Bound => IsSound && WithInputs.All(merge => merge.IsBindable) ? new(WithInputs) : null;

    /// <summary>The merges that it needs in the order in which they run, itself last.</summary>
    public IReadOnlyList<LoadedMerge> WithInputs
    {
        get
        {
            var merges = new List<LoadedMerge>();
            void Add(LoadedMerge merge)
            {
                foreach (LoadedMerge input in merge.Inputs.Values)
                    Add(input);
                if (!merges.Exists(other => ReferenceEquals(other, merge)))
                    merges.Add(merge);
            }
            Add(this);
            return merges;
        }
    }

    /// <summary>The directories of the models that are on the disk.</summary>
    public IReadOnlyList<string> Directories => [.. Models?.Checkpoints.Values.Select(checkpoint => checkpoint.Directory) ?? []];

    /// <summary>The merge with what its plan leaves to its models said with numbers and names, as far as these are known.</summary>
    public MergeSpec SpelledOut => Execution.SpelledOut.Of(Plan!.Spec, Checked.Manifests);

    /// <summary>The needs and the output of a run of this merge alone; null where something is wrong, or the merge is not known tensor by tensor.</summary>
    /// <param name="shardSize">The most bytes of tensor data in one file; 0 for no limit.</param>
    /// <param name="threads">The number of threads, or 0.</param>
    public PlanSizes? Sizes(long shardSize, int threads) =>
        IsSound && Checked.Check.Completed is { } completed ? PlanSizes.Of(completed, shardSize, threads) : null;

    /// <summary>The plan drawn for people; null where something is wrong.</summary>
    public string? Describe(long shardSize, int threads) => IsSound ? Describe(Sizes(shardSize, threads)) : null;

    /// <summary>The plan drawn for people.</summary>
    /// <param name="sizes">What a run would need and write, where that is to be said.</param>
    public string Describe(PlanSizes? sizes = null) =>
        PlanDescription.Write(Plan!, Facts, model => Checked.Manifests.Find(model)?.Stacks.FirstOrDefault()?.LayerCount, sizes?.Describe());

    /// <summary>Turns the merge into bytes of files.</summary>
    /// <param name="results">The checkpoints of those of its models that other merges have made.</param>
    /// <param name="names">The names under which the output's files speak of models.</param>
    public (BoundPlan Plan, MergeOutput Output) Bind(IReadOnlyDictionary<Model, Checkpoint> results, PublishedNames names)
    {
        var checkpoints = new Dictionary<Model, Checkpoint>(Models!.Checkpoints);
        foreach ((Model model, Checkpoint checkpoint) in results)
            checkpoints.Add(model, checkpoint);
        return (PlanBinder.Bind(Checked.Check.Completed!, checkpoints), MergeOutput.Of(Checked, checkpoints, names));
    }
}
