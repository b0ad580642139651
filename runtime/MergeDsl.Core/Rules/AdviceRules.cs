using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Planning;

namespace MergeDsl.Rules;

/// <summary>Advice about a merge that runs.</summary>
internal static class AdviceRules
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge)
    {
        if (merge.Spec.DType == DType.Unspecified)
        {
            yield return DiagnosticKinds.NoDType.At(
                SpecPath.Root.Member("merge_method"),
                "no dtype is given: every tensor keeps the dtype of its file, and tensors of different dtypes meet in float32"
            );
        }
        foreach (MergeDiagnostic diagnostic in merge.Modules.SelectMany(Ranges))
            yield return diagnostic;
    }

    private static IEnumerable<MergeDiagnostic> Ranges(PlanModule module)
    {
        for (int i = 1; i < module.Slices.Count; i++)
        {
            if (module.Slices[i - 1].Sources.Count != 1 || module.Slices[i].Sources.Count != 1)
                continue;
            PlanSource before = module.Slices[i - 1].Sources[0],
                source = module.Slices[i].Sources[0];
            // Repeated and scaled layers overlap on purpose.
            if (
                !before.Model.Equals(source.Model)
                || before.Layers.Equals(source.Layers)
                || source.Transparent
                || source.Settings.Values.Any(chain => chain.Rules.Count > 0)
            )
                continue;
            if (LayerIndices.Resolve(before.Layers, null) is not { } left || LayerIndices.Resolve(source.Layers, null) is not { } right)
                continue;
            int distance = right.Start - left.End;
            if (distance == 0 || before.Settings.Values.Any(chain => chain.Rules.Count > 0))
                continue;
            SpecPath path = source.Path.Member("layer_range");
            if (distance > 0)
                yield return DiagnosticKinds.OverlapOrGap.At(
                    path,
                    $"{Numbers.Count(distance, "layer")} of {Printable.Quote(source.Model.ToString())} between {CanonicalText.Range(before.Layers)} and {CanonicalText.Range(source.Layers)} {(distance == 1 ? "is" : "are")} left out"
                );
            else if (right.Start >= left.Start)
                yield return DiagnosticKinds.OverlapOrGap.At(
                    path,
                    $"{CanonicalText.Range(before.Layers)} and {CanonicalText.Range(source.Layers)} of {Printable.Quote(source.Model.ToString())} overlap by {Numbers.Count(-distance, "layer")}"
                );
        }
    }

    /// <summary>Reports the facts that manifests infer, and the tensors that are in the files but not in the output.</summary>
    public static IEnumerable<MergeDiagnostic> Check(CompletedMerge merge)
    {
        foreach (Model model in merge.Plan.Models)
        {
            PlanSource? source = merge.Plan.FirstSource(model);
            if (source is null)
                continue;
            foreach (string note in merge.ManifestOf(source).Notes)
            {
                yield return DiagnosticKinds.InferredFamily.At(source.ModelPath, $"{Printable.Quote(model.ToString())}: {note}");
            }
            if (Unused(merge, source) is { } unused)
                yield return unused;
        }
    }

    private static MergeDiagnostic? Unused(CompletedMerge merge, PlanSource source)
    {
        HashSet<string> used =
        [
            .. merge
                .Tensors.SelectMany(tensor => tensor.Inputs)
                .Where(input => input.Source.Model.Equals(source.Model))
                .Select(input => input.Name),
        ];
        string[] unused = [.. merge.ManifestOf(source).AllTensors().Select(tensor => tensor.Name).Where(name => !used.Contains(name))];
        if (unused.Length == 0)
            return null;
        string more = unused.Length > 3 ? " and others" : "";
        return DiagnosticKinds.UnusedTensors.At(
            source.ModelPath,
            $"{Numbers.Count(unused.Length, "tensor")} of {Printable.Quote(source.Model.ToString())} {(unused.Length == 1 ? "is" : "are")} not in the output: {string.Join(", ", unused.Take(3).Select(Printable.Quote))}{more}"
        );
    }
}
