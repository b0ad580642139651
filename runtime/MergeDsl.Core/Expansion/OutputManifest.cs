namespace MergeDsl;

/// <summary>The manifest that the output of a merge will have: what a merge that takes it as an input is checked against.</summary>
internal static class OutputManifest
{
    /// <summary>Builds the manifest of an output, or says why no loader would read it.</summary>
    /// <param name="expanded">The tensors of the output.</param>
    /// <param name="config">Its configuration.</param>
    public static ManifestResult Of(ExpandedMerge expanded, OutputConfig config)
    {
        MergePlan plan = expanded.Plan;
        string?[] licences = [.. plan.Models.Select(model => expanded.ManifestOf(model).Licence).Distinct()];
        return ManifestBuilder.Build(
            ((Model)plan).Id,
            null,
            [.. expanded.Tensors.Select(tensor => (tensor.Name, tensor.DType, tensor.Shape))],
            config.Config,
            licences.Length == 1 ? licences[0] : null,
            misfit =>
                DiagnosticCatalogue.UnloadableOutput.At(
                    plan.PathOf(plan.Donor!),
                    FormattableString.Invariant(
                        $"the output could not be loaded: {misfit.Key} would be {misfit.Stated} in its config.json, with layers 0 to {misfit.Present - 1} below {Printable.Quote(misfit.Prefix)}; see with 'mergedsl inspect' what the stacks of {Printable.Quote(plan.Donor!.ToString())} are, and correct the names of its tensors or its config.json"
                    )
                )
        );
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
            if (model.Plan is { } input && set.Find(model) is null && checkOf(input)?.Output is { } manifest)
                set.Add(model, manifest);
        }
        return set;
    }
}
