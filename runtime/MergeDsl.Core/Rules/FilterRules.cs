using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;

namespace MergeDsl.Rules;

/// <summary>Rules about filters: each must match a tensor that its setting is read for, and no layers beside the one that it numbers.</summary>
internal static class FilterRules
{
    /// <summary>Compares every filter with the names that its sources take.</summary>
    /// <param name="merge">The merge.</param>
    /// <param name="manifests">The manifests that are there.</param>
    /// <param name="wrongRanges">Layer ranges of which nobody can say what they take.</param>
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, ManifestSet manifests, ICollection<SpecPath> wrongRanges)
    {
        var uses = new Dictionary<string, FilterUse>(StringComparer.Ordinal);
        var order = new List<FilterUse>();
        FilterUse UseOf(PlacedRule rule)
        {
            string key = rule.Path.Text;
            if (!uses.TryGetValue(key, out FilterUse? use))
            {
                uses.Add(key, use = new(rule));
                order.Add(use);
            }
            return use;
        }
        // Models that are merged have tensors of the same names: one whose manifest is there stands for one whose is not.
        Model? kin = merge.Models.FirstOrDefault(model => manifests.Find(model) is not null);
        foreach ((PlanModule module, PlanSlice slice) in merge.Slices)
        {
            bool isFirst = ReferenceEquals(slice, module.Slices[0]),
                isLast = ReferenceEquals(slice, module.Slices[module.Slices.Count - 1]);
            foreach (PlanSource source in slice.Sources)
            {
                bool isKnown = !wrongRanges.Contains(source.Path.Member("layer_range"));
                bool isOwn = manifests.Find(source.Model) is not null;
                Model? known = isOwn ? source.Model : kin;
                SliceNames? names =
                    isKnown && known is not null && manifests.Find(known) is { } manifest
                        ? SliceNames.Of(manifest, module.Name, source.Layers, isFirst, isLast)
                        : null;
                foreach (SettingChain chain in source.ReadSettings.Concat(slice.Settings.Values))
                {
                    foreach (PlacedRule rule in chain.Rules.Where(rule => rule.Rule.Filter is not null))
                        UseOf(rule).Add(known ?? source.Model, source.Layers, names, isOwn, chain.Parameter.IsShared);
                }
            }
        }
        return order.Select(use => use.Problem()).OfType<MergeDiagnostic>();
    }
}
