namespace MergeDsl;

/// <summary>The manifest that the output of a merge will have: what a merge that takes it as an input is checked against.</summary>
internal static class OutputManifest
{
    /// <summary>The manifest; null where the merge is not known tensor by tensor.</summary>
    public static Manifest? Of(MergeCheck check)
    {
        if (check is not { Expanded: { } expanded, Config: { } config, Plan: { } plan })
            return null;
        string?[] licences = [.. plan.Models.Select(model => expanded.ManifestOf(model).Licence).Distinct()];
        return ManifestBuilder
            .Build(
                ((Model)plan).Id,
                null,
                [.. expanded.Tensors.Select(tensor => (tensor.Name, tensor.DType, tensor.Shape))],
                config.Config,
                licences.Length == 1 ? licences[0] : null
            )
            .Manifest;
    }

    /// <summary>Adds the manifests of the merges that a spec has as inputs.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="manifests">The manifests of models.</param>
    /// <param name="checkOf">The check of a plan, where it was made here.</param>
    public static ManifestSet With(MergeSpec spec, IEnumerable<Manifest> manifests, Func<MergePlan, MergeCheck?> checkOf)
    {
        var set = new ManifestSet(manifests);
        foreach (Model model in ModelReferences.Models(spec))
        {
            if (model.Plan is { } input && set.Find(model) is null && checkOf(input) is { } check && Of(check) is { } manifest)
                set.Add(model, manifest);
        }
        return set;
    }
}
