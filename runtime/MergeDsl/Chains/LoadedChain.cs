using MergeDsl.Checkpoints;

namespace MergeDsl;

/// <summary>Checks the merges of a chain by every rule and against all that is known of their models, those first whose results others take.</summary>
/// <param name="chain">The chain.</param>
/// <param name="manifests">Manifests that were given.</param>
/// <param name="resolver">Finds the models.</param>
/// <param name="mustBind">Whether a merge is to run: then every model must be on the disk.</param>
/// <param name="finish">What becomes of the diagnostics of a merge in the end: places, severities.</param>
internal sealed class LoadedChain(
    MergeChain chain,
    IReadOnlyList<Manifest> manifests,
    ModelResolver resolver,
    Func<int, bool> mustBind,
    Func<IEnumerable<MergeDiagnostic>, IReadOnlyList<MergeDiagnostic>> finish
)
{
    private readonly LoadedLink?[] loaded = new LoadedLink?[chain.Links.Count];
    private readonly HashSet<int> ends = [.. chain.Ends];

    /// <summary>The merges in the order of their front end.</summary>
    public IReadOnlyList<LoadedLink> Load()
    {
        foreach (int i in chain.Order)
            loaded[i] = Load(i);
        return [.. loaded.OfType<LoadedLink>()];
    }

    private LoadedLink Load(int index)
    {
        MergeLink link = chain.Links[index];
        if (link.Spec is not { } spec)
            return new(link.Name, null, null, new Dictionary<Model, LoadedLink>(), null, finish(link.Diagnostics));
        // A circle leads to a merge that is not loaded yet: its result stays unknown.
        spec = ModelReferences.Replace(
            spec,
            model =>
                link.Inputs.TryGetValue(model, out int other) && model.Plan is null
                    ? model with
                    {
                        Plan = loaded[other]?.Plan ?? Unknown(model.Id),
                    }
                    : model
        );
        var inputs = new Dictionary<Model, LoadedLink>();
        bool isFounded = true;
        foreach ((Model model, int other) in link.Inputs)
        {
            if (loaded[other] is not { } input)
            {
                isFounded = false;
                continue;
            }
            isFounded &= input.IsSound;
            inputs[new Model(model.Id) { Plan = model.Plan ?? input.Plan ?? Unknown(model.Id) }] = input;
        }
        var known = inputs
            .Where(pair => pair.Value.OutputManifest is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Value.OutputManifest!);
        MergeBinding binding = MergeBinding.Create(
            new(spec, link.Name, link.Diagnostics, link.Yaml, link.Tolerates) { Results = known, Checkpoints = link.Checkpoints },
            manifests,
            resolver,
            mustBind(index)
        );
        return new(
            link.Name,
            spec.Method,
            binding,
            inputs,
            ends.Contains(index) ? null : binding.OutputManifest(link.Name ?? "a merge of this project"),
            finish(link.Report(binding.Diagnostics))
        )
        {
            IsFounded = isFounded,
            Placed = link.Report,
        };
    }

    /// <summary>A plan that stands for the result of a merge without one.</summary>
    private static MergePlan Unknown(string name) =>
        new()
        {
            Name = name,
            Spec = new() { Method = "passthrough" },
            Hash = "unknown " + name,
        };
}
