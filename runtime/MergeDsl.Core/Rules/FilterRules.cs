using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;

namespace MergeDsl.Rules;

/// <summary>Rules about filters: each must match a tensor that its setting is read for.</summary>
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
        foreach ((PlanModule module, PlanSlice slice) in merge.Slices)
        {
            bool isFirst = ReferenceEquals(slice, module.Slices[0]),
                isLast = ReferenceEquals(slice, module.Slices[module.Slices.Count - 1]);
            foreach (PlanSource source in slice.Sources)
            {
                bool isKnown = !wrongRanges.Contains(source.Path.Member("layer_range"));
                SliceNames? names =
                    isKnown && manifests.Find(source.Model) is { } manifest
                        ? SliceNames.Of(manifest, module.Name, source.Layers, isFirst, isLast)
                        : null;
                foreach (SettingChain chain in source.ReadSettings.Concat(slice.Settings.Values))
                {
                    foreach (PlacedRule rule in chain.Rules.Where(rule => rule.Rule.Filter is not null))
                        UseOf(rule).Add(source.Model, names, chain.Parameter.Scope == ParameterScope.Merge);
                }
            }
        }
        return order.Select(use => use.Problem()).OfType<MergeDiagnostic>();
    }

    /// <summary>A filter and the tensors that it was compared with.</summary>
    private sealed class FilterUse(PlacedRule rule)
    {
        private readonly string filter = rule.Rule.Filter!;
        private readonly List<(Model Model, SliceNames Names)> compared = [];
        private bool matches,
            unknown;

        public void Add(Model model, SliceNames? names, bool seesOutputNames)
        {
            if (names is null)
            {
                unknown = true;
                return;
            }
            if (matches)
                return;
            // Output numbers are other numbers than those in the files: a filter with a number is left to the expansion.
            if (seesOutputNames && filter.Any(char.IsDigit))
            {
                unknown = true;
                return;
            }
            matches = names.AnyContains(filter);
            compared.Add((model, names));
        }

        public MergeDiagnostic? Problem()
        {
            if (matches || unknown || compared.Count == 0)
                return null;
            SpecPath path = ParameterRules.FilterPath(rule);
            string models = string.Join(", ", compared.Select(pair => Printable.Quote(pair.Model.ToString())).Distinct().Take(3));
            // A text that tensors of other slices have is not misspelt.
            bool isElsewhere = compared.Any(pair => pair.Names.ModelContains(filter));
            string? nearest = isElsewhere
                ? null
                : compared.Select(pair => pair.Names.Nearest(filter)).FirstOrDefault(name => name is not null);
            string number = filter.Any(char.IsDigit) ? " (filters see the layer numbers of the source, not of the output)" : "";
            if (nearest is not null)
            {
                return DiagnosticKinds.MisspeltFilter.At(
                    path,
                    $"the filter {Printable.Quote(filter)} matches no tensor of {models} here{number}; did you mean {Printable.Quote(nearest)}?"
                ) with
                {
                    Suggestion = nearest,
                    IsNearMiss = true,
                };
            }
            string elsewhere = isElsewhere ? "; the model has such tensors, but this slice does not take them" : "";
            return DiagnosticKinds.FilterWithoutMatch.At(
                path,
                $"the filter {Printable.Quote(filter)} matches no tensor of {models} here{number}{elsewhere}; remove the rule, or name tensors that are there"
            );
        }
    }
}
