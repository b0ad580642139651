using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Specs;

namespace MergeDsl.Completion;

/// <summary>The manifest that the output of a merge will have: what a merge that takes it as an input is checked against.</summary>
internal static class OutputManifest
{
    /// <summary>Builds the manifest of an output, or says why no loader would read it.</summary>
    /// <param name="completed">The tensors of the output.</param>
    /// <param name="config">Its configuration.</param>
    public static ManifestResult Of(CompletedMerge completed, OutputConfig config)
    {
        MergePlan plan = completed.Plan;
        string?[] licences = [.. plan.Models.Select(model => completed.ManifestOf(model).Licence).Distinct()];
        return ManifestBuilder.Build(
            ((Model)plan).Id,
            null,
            [.. completed.Tensors.Select(tensor => (tensor.Name, tensor.DType, tensor.Shape))],
            config.Config,
            licences.Length == 1 ? licences[0] : null,
            misfit =>
                DiagnosticKinds.UnloadableOutput.At(
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
    /// <param name="outputOf">The manifest of a plan's output, where it is known.</param>
    public static ManifestSet With(MergeSpec spec, IEnumerable<Manifest> manifests, Func<MergePlan, Manifest?> outputOf)
    {
        var set = new ManifestSet(manifests);
        foreach (Model model in ModelReferences.Models(spec))
        {
            if (model.Plan is { } input && set.Find(model) is null && outputOf(input) is { } manifest)
                set.Add(model, manifest);
        }
        return set;
    }
}
