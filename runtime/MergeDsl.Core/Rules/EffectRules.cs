using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Schemas;
using MergeDsl.Tensors;

namespace MergeDsl.Rules;

/// <summary>Rules about merges that run and make nothing: a result that is only the base model, or numbers that are wider than what was computed.</summary>
internal static class EffectRules
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge)
    {
        if (OnlyBase(merge) is { } onlyBase)
            yield return onlyBase;
        if (merge.Spec is { OutDType: DType.Float32, DType: DType.Float16 or DType.BFloat16 } spec)
        {
            yield return DiagnosticKinds.WiderOutput.At(
                SpecPath.Root.Member("out_dtype"),
                $"the merge is computed and rounded in {spec.DType.YamlName()}, so {spec.OutDType.YamlName()} makes the output twice as large and no more exact; compute in {spec.OutDType.YamlName()}, or leave this out"
            );
        }
        foreach (MergeDiagnostic diagnostic in Inputs(merge))
            yield return diagnostic;
    }

    /// <summary>A base model that only its configuration and tokenizer are wanted of is one more model to methods without a base.</summary>
    private static IEnumerable<MergeDiagnostic> Inputs(MergePlan merge)
    {
        PlanSource? unlisted = merge.Sources.FirstOrDefault(source => source.IsUnlistedBase);
        if (unlisted is null || merge.Schema.Base != BaseRole.Ignored || merge.Schema.MaximumInputs is not null)
            yield break;
        yield return DiagnosticKinds.BaseModelAsInput.At(
            unlisted.Path,
            $"{merge.Schema.Name} knows no base model: {Printable.Quote(unlisted.Model.ToString())} is merged like the models that are listed; list it too if that is meant, or leave it out"
        );
    }

    private static MergeDiagnostic? OnlyBase(MergePlan merge)
    {
        MethodSchema schema = merge.Schema;
        PlanSlice[] slices = [.. merge.Slices.Select(pair => pair.Slice).Where(slice => slice.Sources.Count > 0)];
        if (schema.Base != BaseRole.Required || slices.Length == 0 || !slices.All(slice => slice.Sources.Any(source => source.IsBase)))
            return null;
        PlanSource[] others = [.. slices.SelectMany(slice => slice.Sources).Where(source => !source.IsBase)];
        if (others.Length == 0)
        {
            return schema.MinimumInputs > 0
                ? null
                : Says(
                    merge,
                    SpecPath.Root.Member("merge_method"),
                    $"{schema.Name} has no model beside the base model",
                    "add the models that are merged into it"
                );
        }
        foreach (
            ParameterSchema parameter in schema.Parameters.Where(parameter =>
                parameter.Role is ParameterRole.SumFactor or ParameterRole.Position or ParameterRole.Weight
                && (parameter.Role != ParameterRole.Weight || schema.TaskVectors is not null)
            )
        )
        {
            SettingChain[] chains = parameter.IsShared
                ? [.. slices.Select(slice => slice.Settings[parameter.Name])]
                : [.. others.Select(source => source.Settings[parameter.Name])];
            if (!chains.All(IsZero))
                continue;
            PlacedRule last = chains[chains.Length - 1].Rules[0];
            string what = chains.Length == 1 || parameter.IsShared ? $"{parameter.Name} is 0" : $"every {parameter.Name} is 0";
            return Says(merge, ParameterRules.ValuePath(last), what, $"give a {parameter.Name} above 0");
        }
        return null;
    }

    /// <summary>Indicates whether a parameter is 0 for every tensor, as it was said.</summary>
    private static bool IsZero(SettingChain chain) => chain.IsComplete && chain.Effective.All(rule => rule.Values.All(value => value == 0));

    private static MergeDiagnostic Says(MergePlan merge, SpecPath path, string why, string cure) =>
        DiagnosticKinds.ResultIsBase.At(
            path,
            $"{why}, so the result is the base model{(merge.Spec.BaseModel is { } model ? " " + Printable.Quote(model.ToString()) : "")} itself; {cure}"
        );
}
