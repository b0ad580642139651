namespace MergeDsl;

/// <summary>The chain of merges that were declared in C#: the plans, and those that they have as models.</summary>
internal sealed class PlanChain
{
    private readonly List<MergeLink> links = [];
    private readonly List<MergePlan> plans = [];
    private readonly Func<MergePlan, Place?> placeOf;

    private PlanChain(Func<MergePlan, Place?> placeOf) => this.placeOf = placeOf;

    /// <summary>The chain of some plans.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="placeOf">Where a plan was declared, as far as that is known.</param>
    public static MergeChain Of(IEnumerable<MergePlan> plans, Func<MergePlan, Place?>? placeOf = null)
    {
        var chain = new PlanChain(placeOf ?? (static _ => null));
        foreach (MergePlan plan in plans)
            chain.Add(plan);
        return new(chain.links, [.. Enumerable.Range(0, chain.links.Count)]);
    }

    private int Add(MergePlan plan)
    {
        int known = plans.FindIndex(other => ReferenceEquals(other, plan) || (other.Hash == plan.Hash && other.Name == plan.Name));
        if (known >= 0)
            return known;
        var inputs = new Dictionary<Model, int>();
        foreach ((Model model, _) in ModelReferences.Of(plan.Spec))
        {
            if (model.Plan is { } input)
                inputs[model] = Add(input);
        }
        Place? place = placeOf(plan);
        plans.Add(plan);
        links.Add(
            new(plan.Name, plan.Spec)
            {
                Inputs = inputs,
                Checkpoints = plan.Checkpoints,
                Report = found =>
                    place is null
                        ? found
                        : [.. found.Select(diagnostic => diagnostic.Place is null ? diagnostic with { Place = place } : diagnostic)],
            }
        );
        return links.Count - 1;
    }
}
