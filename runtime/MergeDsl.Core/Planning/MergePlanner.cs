namespace MergeDsl;

/// <summary>Makes the plan of a spec: scopes joined, repeats counted, hashed.</summary>
internal static class MergePlanner
{
    public static MergePlan Plan(ResolvedMerge merge, string? name)
    {
        EquatableArray<PlanModule> modules = merge
            .Modules.Select(module => new PlanModule(module.Name, Fold(module.Slices.Select(Slice))))
            .ToEquatableArray();
        return new MergePlan
        {
            Name = name,
            Spec = merge.Spec,
            Modules = modules,
            Hash = PlanText.Hash(merge.Spec, modules),
        };
    }

    private static PlanSlice Slice(ResolvedSlice slice) =>
        new(1, slice.Sources.Select(Source).ToEquatableArray(), Settings(slice.Settings.Values));

    private static PlanSource Source(ResolvedSource source) =>
        new(source.Model, source.Layers, source.IsBase, Settings(source.Settings.Values.Where(chain => source.Reads(chain.Parameter))))
        {
            Transparent = source.Transparent,
        };

    private static EquatableArray<PlanSetting> Settings(IEnumerable<SettingChain> chains) =>
        chains
            .Where(chain => chain.Rules.Count > 0)
            .Select(chain => new PlanSetting(chain.Parameter.Name, chain.Effective.ToEquatableArray()))
            .ToEquatableArray();

    private static EquatableArray<PlanSlice> Fold(IEnumerable<PlanSlice> slices)
    {
        var folded = new List<PlanSlice>();
        foreach (PlanSlice slice in slices)
        {
            if (folded.Count > 0 && folded[folded.Count - 1] is var last && last with { Count = 1 } == slice)
                folded[folded.Count - 1] = last with { Count = last.Count + 1 };
            else
                folded.Add(slice);
        }
        return folded.ToEquatableArray();
    }
}
