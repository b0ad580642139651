using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;

namespace MergeDsl.Rules;

/// <summary>Rules about gradients: they need layers to run over, and are no lists of values for models.</summary>
internal static class GradientRules
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, ManifestSet manifests)
    {
        bool isOnly = merge.Slices.Take(2).Count() == 1;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((PlanModule module, PlanSlice slice) in merge.Slices)
        {
            int? layers = Layers(module, slice, manifests);
            foreach (SettingChain chain in slice.Chains)
            {
                foreach (PlacedRule rule in chain.Rules)
                {
                    // A gradient of the whole merge runs over slices of any length.
                    bool isOfSlice = isOnly || rule.Path.IsWithin(slice.Path);
                    if (rule.Rule.Values.Count < 2)
                        continue;
                    if (isOfSlice && layers > 0 && rule.Rule.Values.Count > layers && seen.Add("long " + rule.Path.Text))
                        yield return Long(rule, layers.Value);
                    else if (IsForModels(rule, slice, chain) && seen.Add("list " + rule.Path.Text))
                        yield return ForModels(rule, chain, slice);
                }
            }
        }
    }

    private static int? Layers(PlanModule module, PlanSlice slice, ManifestSet manifests)
    {
        if (slice.Sources.Count == 0)
            return null;
        PlanSource source = slice.Sources[0];
        return manifests.Find(source.Model) is { } manifest ? SourceLayers.Of(manifest, module.Name, source.Layers).Count
            : slice.IsWholeModels ? null
            : LayerIndices.Count(source.Layers, null);
    }

    private static MergeDiagnostic Long(PlacedRule rule, int layers)
    {
        int count = rule.Rule.Values.Count;
        return DiagnosticKinds.LongGradient.At(
            ParameterRules.ValuePath(rule),
            layers == 1
                ? $"a gradient over one layer takes its last value, {Numbers.Format(rule.Rule.Values[count - 1])}; write that value, or widen the slice"
                : $"this gradient has {Numbers.Group(count)} values for {Numbers.Count(layers, "layer")}, so it passes over some of them; give at most {Numbers.Group(layers)} values, or widen the slice"
        );
    }

    /// <summary>Indicates whether a list that all models share could be meant to have a value for each of them.</summary>
    private static bool IsForModels(PlacedRule rule, PlanSlice slice, SettingChain chain)
    {
        if (chain.Parameter.IsShared || slice.Sources.Any(source => rule.Path.IsWithin(source.Path)))
            return false;
        int read = slice.Sources.Count(source => source.Reads(chain.Parameter));
        return rule.Rule.Values.Count == read || rule.Rule.Values.Count == slice.Sources.Count;
    }

    private static MergeDiagnostic ForModels(PlacedRule rule, SettingChain chain, PlanSlice slice) =>
        DiagnosticKinds.ListForModels.At(
            ParameterRules.ValuePath(rule),
            $"this list has as many values as there are models, and it is a gradient over the layers for each of the {slice.Sources.Count}; to give each its own {chain.Parameter.Name}, set it at the models"
        );
}
