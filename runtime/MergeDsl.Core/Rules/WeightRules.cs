using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Schemas;

namespace MergeDsl.Rules;

/// <summary>Rules about values that cannot stand together: weights that are divided by their sum, densities and how far they spread.</summary>
internal static class WeightRules
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach ((_, PlanSlice slice) in merge.Slices)
        {
            foreach (MergeDiagnostic diagnostic in Sums(merge.Schema, slice).Concat(Spread(merge.Schema, slice)))
            {
                if (said.Add(diagnostic.Id + diagnostic.Path.Text))
                    yield return diagnostic;
            }
        }
    }

    /// <summary>Names that stand for all that the filters tell apart: one for every filter, and one that none matches.</summary>
    private static IEnumerable<string> SampleNames(PlanSlice slice) =>
        slice.Chains.SelectMany(chain => chain.Rules).Select(rule => rule.Rule.Filter).OfType<string>().Distinct().Append("\0");

    private static IEnumerable<MergeDiagnostic> Sums(MethodSchema schema, PlanSlice slice)
    {
        if (!schema.Has(MethodTraits.DividesByWeights) || schema.Find(ParameterRole.Weight) is not { } weight)
            yield break;
        SettingChain[] weights = [.. slice.Sources.Where(source => source.Reads(weight)).Select(source => source.Settings[weight.Name])];
        if (weights.Length == 0 || weights.Any(chain => chain.Rules.Count == 0))
            yield break;
        SettingChain normalize = slice.Settings[schema.Find(ParameterRole.Normalization)!.Name];
        foreach (string name in SampleNames(slice))
        {
            PlacedRule?[] rules = [.. weights.Select(chain => chain.Find(name))];
            if (rules.Contains(null))
                continue;
            foreach (double position in Positions([normalize, .. weights]))
            {
                double[] values = [.. weights.Select(chain => chain.ValueFor(name, position)!.Value)];
                double sum = values.Sum(),
                    size = values.Sum(Math.Abs);
                SpecPath path = ParameterRules.ValuePath(rules[rules.Length - 1]!);
                string terms = string.Join(" + ", values.Select(Numbers.Format));
                if (size == 0 || (normalize.ValueFor(name, position) != 0 && Math.Abs(sum) <= 1e-9 * size))
                {
                    yield return DiagnosticKinds.WeightsSumToZero.At(
                        path,
                        normalize.ValueFor(name, position) != 0
                            ? $"the weights {terms} sum to 0, and {schema.Name} divides by their sum; change a weight, or set {normalize.Parameter.Name} to false"
                            : $"the weights {terms} leave nothing of any model, and the result is 0; give weights that are not 0"
                    );
                    yield break;
                }
                if (normalize.ValueFor(name, position) == 0 && Math.Abs(sum - 1) > 0.01 && Math.Abs(sum) > 0.01 && slice.Sources.Count > 1)
                {
                    yield return DiagnosticKinds.UnnormalizedSum.At(
                        path,
                        $"the weights {terms} sum to {Numbers.Format(Math.Round(sum, 6))} and are not normalized, so that what the models share is multiplied by it; set {normalize.Parameter.Name} to true, or give weights that sum to 1"
                    );
                    yield break;
                }
            }
        }
    }

    private static IEnumerable<MergeDiagnostic> Spread(MethodSchema schema, PlanSlice slice)
    {
        if (schema.Find(ParameterRole.Density) is not { } share || schema.Find(ParameterRole.DensitySpread) is not { } spread)
            yield break;
        foreach (PlanSource source in slice.Sources.Where(source => !source.IsBase))
        {
            SettingChain densities = source.Settings[share.Name],
                spreads = source.Settings[spread.Name];
            foreach (string name in SampleNames(slice))
            {
                foreach (double position in Positions(densities, spreads))
                {
                    double density = densities.ValueFor(name, position)!.Value,
                        epsilon = spreads.ValueFor(name, position)!.Value;
                    if (density is <= 0 or >= 1 || epsilon < 0 || (density + epsilon < 1 && density - epsilon > 0))
                        continue;
                    PlacedRule? rule = densities.Find(name) ?? spreads.Find(name);
                    yield return DiagnosticKinds.ImpossibleValue.At(
                        rule is null ? source.ModelPath : ParameterRules.ValuePath(rule),
                        $"{share.Name} {Numbers.Format(density)} with {spread.Name} {Numbers.Format(epsilon)}: {schema.Name} keeps elements with probabilities from {share.Name} - {spread.Name} to {share.Name} + {spread.Name}, which must lie between 0 and 1; give an {spread.Name} below {Numbers.Format(Math.Round(Math.Min(density, 1 - density), 12))}"
                    );
                    yield break;
                }
            }
        }
    }

    private static IEnumerable<double> Positions(params SettingChain[] chains)
    {
        int steps = chains.SelectMany(chain => chain.Rules).Select(rule => rule.Rule.Values.Count - 1).Append(1).Max();
        return Enumerable.Range(0, steps + 1).Select(step => (double)step / steps);
    }
}
