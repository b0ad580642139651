using MergeDsl.Checkpoints;

namespace MergeDsl;

/// <summary>The merges of a file or a program: checked by every rule, and bound where their models are on the disk.</summary>
/// <param name="Links">The merges, in the order of their front end.</param>
/// <param name="Result">The index of the one whose result is wanted.</param>
/// <param name="General">What concerns none of the merges alone.</param>
internal sealed record LoadedMerge(IReadOnlyList<LoadedLink> Links, int Result, IReadOnlyList<MergeDiagnostic> General)
{
    /// <summary>All there is to say: every diagnostic belongs to its merge, even where two merges have the same fault.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics => [.. General, .. Links.SelectMany(link => link.Diagnostics), .. Afterwards];

    /// <summary>What a run of the result found.</summary>
    public IReadOnlyList<MergeDiagnostic> Afterwards { get; init; } = [];

    /// <summary>The names of merges that the result does not need.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Checks plans, of which the last one is the result.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="manifests">Manifests that were given.</param>
    /// <param name="resolver">Finds the models.</param>
    /// <param name="toRun">Whether the result is to run: then every model that it needs must be on the disk.</param>
    public static LoadedMerge Of(IReadOnlyList<MergePlan> plans, IReadOnlyList<Manifest> manifests, ModelResolver resolver, bool toRun)
    {
        MergeChain chain = PlanChain.Of(plans);
        return Of(chain, chain.Links.Count - 1, manifests, resolver, toRun, static found => [.. found]);
    }

    /// <summary>Checks the merges of a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="result">The merge whose result is wanted.</param>
    /// <param name="manifests">Manifests that were given.</param>
    /// <param name="resolver">Finds the models.</param>
    /// <param name="toRun">Whether the result is to run.</param>
    /// <param name="finish">What becomes of diagnostics in the end: places, severities.</param>
    public static LoadedMerge Of(
        MergeChain chain,
        int result,
        IReadOnlyList<Manifest> manifests,
        ModelResolver resolver,
        bool toRun,
        Func<IEnumerable<MergeDiagnostic>, IReadOnlyList<MergeDiagnostic>> finish
    )
    {
        if (chain.Links.Count == 0)
            return new([], 0, []);
        IReadOnlySet<int> needed = chain.With(result);
        IReadOnlyList<LoadedLink> links = new LoadedChain(
            chain,
            manifests,
            resolver,
            link => toRun && needed.Contains(link),
            finish
        ).Load();
        string[] others = [.. Enumerable.Range(0, links.Count).Where(i => !needed.Contains(i)).Select(i => links[i].Name ?? "")];
        return new(links, result, []) { Others = others };
    }

    /// <summary>The result and what it needs alone.</summary>
    public LoadedMerge Narrow()
    {
        if (Links.Count == 0)
            return this;
        IReadOnlyList<LoadedLink> needed = Links[Result].WithInputs;
        LoadedLink[] kept = [.. Links.Where(link => needed.Any(other => ReferenceEquals(other, link)))];
        return new(kept, Array.FindIndex(kept, link => ReferenceEquals(link, Links[Result])), General) { Afterwards = Afterwards };
    }
}
