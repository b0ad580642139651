using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;
using MergeDsl.Schemas;

namespace MergeDsl.Rules;

/// <summary>Rules about settings: required ones, rules that can never apply, values.</summary>
internal static class ParameterRules
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, ManifestSet manifests)
    {
        foreach (MergeDiagnostic diagnostic in Required(merge))
            yield return diagnostic;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((_, PlanSlice slice) in merge.Slices)
        {
            foreach (SettingChain chain in slice.Chains)
            {
                foreach (IGrouping<SpecPath, PlacedRule> scope in chain.Rules.GroupBy(ScopeOf))
                {
                    if (!seen.Add(scope.Key.Text))
                        continue;
                    foreach (MergeDiagnostic diagnostic in Scope(chain.Parameter, [.. scope], merge))
                        yield return diagnostic;
                }
            }
        }
        foreach (MergeDiagnostic diagnostic in GradientRules.Check(merge, manifests))
            yield return diagnostic;
    }

    /// <summary>The path of the value of a rule.</summary>
    public static SpecPath ValuePath(PlacedRule rule) => IsInList(rule) ? rule.Path.Member("value") : rule.Path;

    /// <summary>The path of the filter of a rule; that of the value where it has none.</summary>
    public static SpecPath FilterPath(PlacedRule rule) => rule.Rule.Filter is null ? ValuePath(rule) : rule.Path.Member("filter");

    /// <summary>The setting that a rule belongs to.</summary>
    public static SpecPath ScopeOf(PlacedRule rule) => IsInList(rule) ? rule.Path.Parent : rule.Path;

    private static bool IsInList(PlacedRule rule) => rule.Path.Text.EndsWith("]", StringComparison.Ordinal);

    private static IEnumerable<MergeDiagnostic> Required(MergePlan merge)
    {
        MethodSchema schema = merge.Schema;
        foreach (ParameterSchema parameter in schema.Parameters.Where(parameter => parameter.Required))
        {
            if (parameter.Scope == ParameterScope.Merge)
            {
                if (!merge.Slices.Any(pair => pair.Slice.Settings[parameter.Name].Rules.Count == 0))
                    continue;
                yield return DiagnosticKinds.MissingParameter.At(
                    SpecPath.Root.Member("merge_method"),
                    $"{schema.Name} needs {parameter.Name}, which is not set{Summary(parameter)}; set it for the merge"
                ) with
                {
                    Suggestion = parameter.Name,
                };
                continue;
            }
            foreach (PlanSource source in merge.Sources)
            {
                if (!source.Reads(parameter) || source.Settings[parameter.Name].Rules.Count > 0)
                    continue;
                yield return DiagnosticKinds.MissingParameter.At(
                    source.ModelPath,
                    $"{schema.Name} needs {parameter.Name} for {Printable.Quote(source.Model.ToString())}, and nothing sets it{Summary(parameter)}; set it here, or for the whole merge"
                ) with
                {
                    Suggestion = parameter.Name,
                };
            }
        }
    }

    private static string Summary(ParameterSchema parameter) =>
        parameter.Summary.Length == 0
            ? ""
            : $" ({char.ToLowerInvariant(parameter.Summary[0])}{parameter.Summary.Substring(1).TrimEnd('.')})";

    private static IEnumerable<MergeDiagnostic> Scope(ParameterSchema parameter, IReadOnlyList<PlacedRule> rules, MergePlan merge)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            PlacedRule? earlier = rules
                .Take(i)
                .FirstOrDefault(other =>
                    other.Rule.Filter is null || (rules[i].Rule.Filter is { } filter && filter.Contains(other.Rule.Filter))
                );
            if (earlier is null)
            {
                foreach (MergeDiagnostic diagnostic in ValueRules.Check(parameter, rules[i], merge))
                    yield return diagnostic;
                continue;
            }
            string what = rules[i].Rule.Filter is { } own ? $"the rule for {Printable.Quote(own)}" : "this value";
            string why = earlier.Rule.Filter is { } before
                ? $"the rule for {Printable.Quote(before)} before it matches the same names first"
                : "the value before it matches every tensor first";
            yield return DiagnosticKinds.UnreachableRule.At(
                FilterPath(rules[i]),
                $"{what} can never apply: {why}; put it before that one, or remove it"
            );
        }
    }
}
