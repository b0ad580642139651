using MergeDsl.Checkpoints;
using MergeDsl.Diagnostics;
using MergeDsl.Graph;
using MergeDsl.Manifests;
using MergeDsl.OutputFiles;
using MergeDsl.Schemas;

namespace MergeDsl.Execution;

/// <summary>The merges of a file or a program: checked by every rule, and bound where their models are on the disk.</summary>
/// <param name="Merges">The merges, in the order of their front end.</param>
/// <param name="Result">The index of the one whose result is wanted.</param>
/// <param name="Found">What concerns none of them alone.</param>
internal sealed record LoadedMerges(IReadOnlyList<LoadedMerge> Merges, int Result, IReadOnlyList<MergeDiagnostic> Found)
{
    /// <summary>All there is to say.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics => [.. Found, .. Merges.SelectMany(merge => merge.Diagnostics)];

    /// <summary>The names of merges that the result does not need.</summary>
    public IReadOnlyList<string> Others =>
        Merges.Count == 0 ? [] : [.. Merges.Except(Merges[Result].WithInputs, ReferenceEqualityComparer.Instance).Select(NameOf)];

    /// <summary>The result and what it needs alone.</summary>
    public LoadedMerges Narrow()
    {
        if (Merges.Count == 0)
            return this;
        IReadOnlyList<LoadedMerge> needed = Merges[Result].WithInputs;
        LoadedMerge[] kept = [.. Merges.Where(merge => needed.Any(other => ReferenceEquals(other, merge)))];
        return new(kept, Array.FindIndex(kept, merge => ReferenceEquals(merge, Merges[Result])), Found);
    }

    /// <summary>Checks the merges of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="result">The merge whose result is wanted.</param>
    /// <param name="manifests">Manifests that were given.</param>
    /// <param name="resolver">Finds the models.</param>
    /// <param name="toRun">Whether the result is to run: then every model that it needs must be on the disk, and its method must have a kernel.</param>
    /// <param name="finish">What becomes of the diagnostics of a merge in the end: places, severities.</param>
    public static LoadedMerges Of(
        MergeGraph graph,
        int result,
        IReadOnlyList<Manifest> manifests,
        ModelResolver resolver,
        bool toRun,
        Func<IEnumerable<MergeDiagnostic>, IReadOnlyList<MergeDiagnostic>> finish
    )
    {
        if (graph.Nodes.Count == 0)
            return new([], 0, []);
        ISet<int> running = toRun ? graph.With(result) : new HashSet<int>();
        var models = new LoadedModels?[graph.Nodes.Count];
        IReadOnlyList<CheckedNode> checks = graph.Check(
            MethodSet.OfProgram,
            (index, plan, inputs) =>
            {
                LoadedModels found = models[index] = LoadedModels.Load(plan, inputs, manifests, resolver, running.Contains(index));
                resolver.CancellationToken.ThrowIfCancellationRequested();
                return (found.Manifests, found.Diagnostics);
            }
        );
        var loaded = new LoadedMerge?[graph.Nodes.Count];
        foreach (int i in graph.Order)
        {
            resolver.CancellationToken.ThrowIfCancellationRequested();
            CheckedNode node = checks[i];
            // A circle leads to a merge that is not loaded yet.
            Dictionary<Model, LoadedMerge> inputs = node
                .Inputs.Where(input => loaded[input.Value] is not null)
                .ToDictionary(input => input.Key, input => loaded[input.Value]!);
            IReadOnlyList<MergeDiagnostic> found =
            [
                .. node.Check.Diagnostics,
                .. models[i] is { } known ? OnTheDisk(node.Check.Plan!, known, running.Contains(i)) : [],
            ];
            loaded[i] = new(node, models[i], inputs, finish(node.Node.Report(found)), IsBindable(node, models[i], found));
        }
        return new([.. loaded.OfType<LoadedMerge>()], result, []);
    }

    /// <summary>Reports the faults that only the files of the models show, and whatever keeps a merge from running.</summary>
    private static IEnumerable<MergeDiagnostic> OnTheDisk(MergePlan plan, LoadedModels models, bool toRun) =>
        [
            .. TokenFiles.Check(plan, models.Checkpoints),
            .. DonorTokenizer.Check(plan, models),
            .. toRun ? Supported.Check(plan) : [],
            .. toRun && plan.Donor is { } donor && models.Checkpoints.TryGetValue(donor, out Checkpoint? given)
                ? DonorFiles.Check(given)
                : [],
        ];

    private static bool IsBindable(CheckedNode node, LoadedModels? models, IReadOnlyList<MergeDiagnostic> found) =>
        node.Check is { Completed: not null, Plan: { } plan }
        && !found.Any(diagnostic => diagnostic.Severity == Severity.Error && node.Node.Tolerates?.Invoke(diagnostic) != true)
        && plan.Models.All(model => models!.Checkpoints.ContainsKey(model) || node.Inputs.ContainsKey(model));

    private static string NameOf(object? merge) => ((LoadedMerge)merge!).Name ?? "";
}
