namespace MergeDsl;

/// <summary>One merge of a chain, checked and bound as far as its models are known.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">Its method; null where it cannot be read.</param>
/// <param name="Binding">What the rules and the headers made of it.</param>
/// <param name="Inputs">Those of its models that other merges make.</param>
/// <param name="OutputManifest">The facts of its result, where they are known.</param>
/// <param name="Diagnostics">All there is to say about it.</param>
internal sealed record LoadedLink(
    string? Name,
    string? Method,
    MergeBinding? Binding,
    IReadOnlyDictionary<Model, LoadedLink> Inputs,
    Manifest? OutputManifest,
    IReadOnlyList<MergeDiagnostic> Diagnostics
)
{
    /// <summary>Whether the merges whose results it takes are right.</summary>
    public bool IsFounded { get; init; } = true;

    /// <summary>Whether nothing is wrong with it, nor with what it is made of.</summary>
    public bool IsSound => IsFounded && Binding is not null && !Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Gives diagnostics about parts of the merge their places.</summary>
    public Func<IReadOnlyList<MergeDiagnostic>, IReadOnlyList<MergeDiagnostic>> Placed { get; init; } = static found => found;

    public MergePlan? Plan => Binding?.Check.Plan;

    public PlanFacts Facts => Binding?.Check.Facts ?? new();

    /// <summary>The merge bound with all that it needs; null where something is wrong or a model is not on the disk.</summary>
    public BoundMerge? Bound => IsSound && WithInputs.All(link => link.Binding!.IsBindable) ? new(WithInputs) : null;

    /// <summary>The merges that it needs in the order in which they run, itself last.</summary>
    public IReadOnlyList<LoadedLink> WithInputs
    {
        get
        {
            var links = new List<LoadedLink>();
            void Add(LoadedLink link)
            {
                foreach (LoadedLink input in link.Inputs.Values)
                    Add(input);
                if (!links.Exists(other => ReferenceEquals(other, link)))
                    links.Add(link);
            }
            Add(this);
            return links;
        }
    }

    /// <summary>What a run of this merge alone would need and write, where it is known.</summary>
    public PlanSizes? Sizes(long shardSize, int threads) => IsSound ? Binding!.Sizes(shardSize, threads) : null;

    /// <summary>The plan drawn for people; null where something is wrong.</summary>
    public string? Describe(long shardSize, int threads) => IsSound ? Binding!.Describe(Sizes(shardSize, threads)) : null;
}
