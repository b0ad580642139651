using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Schemas;
using MergeDsl.Specs;
using MergeDsl.Tensors;

namespace MergeDsl.Rules;

/// <summary>Rules about single values: their type, what a method can compute with, what makes sense.</summary>
internal static class ValueRules
{
    public static IEnumerable<MergeDiagnostic> Check(ParameterSchema parameter, PlacedRule rule, MergePlan merge)
    {
        for (int i = 0; i < rule.Rule.Values.Count; i++)
        {
            SpecPath path = ParameterRules.ValuePath(rule);
            if (rule.Rule.Values.Count > 1)
                path = path.Element(i);
            if (Check(parameter, rule.Rule.Values[i], path, merge) is not { } diagnostic)
                continue;
            yield return diagnostic;
            yield break;
        }
    }

    private static MergeDiagnostic? Check(ParameterSchema parameter, double value, SpecPath path, MergePlan merge)
    {
        string name = parameter.Name,
            text = Numbers.Format(value);
        if (double.IsNaN(value) || double.IsInfinity(value))
            return DiagnosticKinds.ImpossibleValue.At(
                path,
                $"{name} is {text}, with which no tensor can be computed; give a finite number"
            );
        if (parameter.Type == ParameterType.Boolean && value is not (0 or 1))
            return DiagnosticKinds.ValueType.At(path, $"{name} is true or false, not {text}");
        if (parameter.Type == ParameterType.Integer && value != Math.Truncate(value))
            return DiagnosticKinds.ValueType.At(path, $"{name} is a whole number, not {text}");
        if (!parameter.Possible.Contains(value))
            return DiagnosticKinds.ImpossibleValue.At(
                path,
                $"{name} is {text}, and {merge.Schema.Name} can compute only with {Interval(parameter.Possible)}"
            );
        if (!parameter.Natural.Contains(value))
            return DiagnosticKinds.UnusualValue.At(
                path,
                $"{name} is {text}, outside of its natural range ({Interval(parameter.Natural)}): {Consequence(name, value)}"
            );
        return parameter.Role == ParameterRole.Scale ? Overflow(value, path, merge.Spec) : null;
    }

    private static MergeDiagnostic? Overflow(double value, SpecPath path, MergeSpec spec)
    {
        DType said = spec.OutDType != DType.Unspecified ? spec.OutDType : spec.DType,
            written = said == DType.Unspecified ? DType.Float32 : said;
        if (Math.Abs(value) <= written.Largest())
            return null;
        return DiagnosticKinds.ScaleOverflows.At(
            path,
            $"a scale of {Numbers.Format(value)} is beyond the largest {written.YamlName()}: elements of 1 and more become infinite; give a smaller factor"
        );
    }

    private static string Interval(Bounds bounds) =>
        bounds switch
        {
            { Maximum: double.PositiveInfinity, OpenMinimum: true } => $"numbers above {Numbers.Format(bounds.Minimum)}",
            { Maximum: double.PositiveInfinity or int.MaxValue } => $"numbers from {Numbers.Format(bounds.Minimum)}",
            { OpenMinimum: true } => $"above {Numbers.Format(bounds.Minimum)}, up to {Numbers.Format(bounds.Maximum)}",
            _ => $"{Numbers.Format(bounds.Minimum)} to {Numbers.Format(bounds.Maximum)}",
        };

    private static string Consequence(string parameter, double value) =>
        (parameter, value) switch
        {
            ("density", 0) => "nothing of the model is left; remove the model, or give a density above 0",
            ("density", _) => "above 1 everything is kept, as with 1; write 1, or the share that is meant",
            ("t", _) => "the result lies outside of the two models; write a number from 0 (the base model) to 1 (the other)",
            ("select_topk", > 1) => "everything is selected, as with 1; write 1, or the share that is meant",
            ("select_topk", _) => "nothing is selected, and the result is the base model; write a share above 0",
            _ => "check that it is meant",
        };
}
