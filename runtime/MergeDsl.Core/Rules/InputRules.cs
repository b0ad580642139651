using System.Globalization;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Schemas;

namespace MergeDsl.Rules;

/// <summary>Rules about the models of a slice: how many the method takes, the base model, none twice, all of one length.</summary>
internal static class InputRules
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach ((_, PlanSlice slice) in merge.Slices)
        {
            if (slice.Sources.Count == 0)
                continue;
            foreach (MergeDiagnostic diagnostic in Check(merge, slice))
            {
                // A base model that is missing is missing in every slice: it is reported once.
                if (said.Add(diagnostic.Id + diagnostic.Path))
                    yield return diagnostic;
            }
        }
    }

    private static IEnumerable<MergeDiagnostic> Check(MergePlan merge, PlanSlice slice)
    {
        MethodSchema schema = merge.Schema;
        var seen = new HashSet<Model>();
        bool twice = false;
        foreach (PlanSource source in slice.Sources)
        {
            if (seen.Add(source.Model))
                continue;
            twice = true;
            yield return DiagnosticKinds.SameModelTwice.At(
                source.ModelPath,
                schema.StacksLayers
                    ? $"{Printable.Quote(source.Model.ToString())} is a source of this slice already, and {schema.Name} takes one; remove this source, or give it a slice of its own"
                    : $"{Printable.Quote(source.Model.ToString())} is a source of this {(slice.IsWholeModels ? "merge" : "slice")} already; list each model once, and give layer ranges that follow each other a slice each"
            );
        }
        if (twice)
            yield break;

        if (BaseModel(merge, slice) is { } baseProblem)
            yield return baseProblem;
        else if (Count(schema, slice) is { } count)
            yield return count;

        if (slice.IsWholeModels)
            yield break;
        int? first = LayerIndices.Count(slice.Sources[0].Layers, null);
        foreach (PlanSource source in slice.Sources.Skip(1))
        {
            if (first is not > 0 || LayerIndices.Count(source.Layers, null) is not (> 0 and { } length) || length == first)
                continue;
            yield return UnequalLength(source, length, slice.Sources[0], first.Value);
        }
    }

    /// <summary>Sources of one slice that have different numbers of layers.</summary>
    public static MergeDiagnostic UnequalLength(PlanSource source, int length, PlanSource first, int firstLength) =>
        DiagnosticKinds.UnequalSources.At(
            source.Layers is null ? source.ModelPath : source.Path.Member("layer_range"),
            source.Layers is null
                ? $"{Printable.Quote(source.Model.ToString())} has {Numbers.Count(length, "layer")}, {Printable.Quote(first.Model.ToString())} has {firstLength}; models are merged layer by layer, so take slices of one length"
                : $"{CanonicalText.Range(source.Layers)} is {Numbers.Count(length, "layer")}, and the first source of the slice, {CanonicalText.Range(first.Layers)}, is {firstLength}; sources are merged layer by layer, so give all ranges one length"
        );

    private static MergeDiagnostic? BaseModel(MergePlan merge, PlanSlice slice)
    {
        MethodSchema schema = merge.Schema;
        if (schema.Base == BaseRole.Ignored)
            return null;
        if (slice.BaseModel is not { } baseModel)
        {
            return schema.Base == BaseRole.Required
                ? DiagnosticKinds.MissingBaseModel.At(
                    SpecPath.Root.Member("merge_method"),
                    $"{schema.Name} needs a base model, and none is given; give one of the models, or another of the same family"
                )
                : null;
        }
        if (slice.Sources.Any(source => source.IsBase))
            return null;
        bool ofSlice = merge.Spec.BaseModel is null || !baseModel.Equals(merge.Spec.BaseModel);
        return DiagnosticKinds.BaseModelNotASource.At(
            (ofSlice ? slice.Path : SpecPath.Root).Member("base_model"),
            $"the base model {Printable.Quote(baseModel.ToString())} is not a source of {Name(slice)}, where {schema.Name} needs its layers; add it to the sources, or name one of them as the base model"
        );
    }

    private static MergeDiagnostic? Count(MethodSchema schema, PlanSlice slice)
    {
        List<PlanSource> others = [.. slice.Sources.Where(source => !source.IsBase)];
        string beside = schema.Base == BaseRole.Ignored ? "" : " beside the base model";
        if (others.Count < schema.MinimumInputs)
        {
            string has = others.Count == 0 ? "none" : others.Count.ToString(CultureInfo.InvariantCulture);
            return DiagnosticKinds.ModelCount.At(
                slice.IsWholeModels ? SpecPath.Root.Member("merge_method") : slice.Path.Member("sources"),
                $"{schema.Name} needs {Wanted(schema)}{beside}, and {Name(slice)} has {has}; add what is missing, or choose another method"
            );
        }
        if (others.Count <= (schema.MaximumInputs ?? int.MaxValue))
            return null;
        PlanSource surplus = others[schema.MaximumInputs!.Value];
        string cure = surplus.IsUnlistedBase
            ? "remove the base model, for beside whole models it is one more model"
            : "remove this one, or choose another method";
        return DiagnosticKinds.ModelCount.At(
            surplus.ModelPath,
            $"{schema.Name} takes {Wanted(schema)}{beside}, and {Name(slice)} has {others.Count}; {cure}"
        );
    }

    private static string Wanted(MethodSchema schema) =>
        schema.MaximumInputs is { } most && most != schema.MinimumInputs
            ? $"{schema.MinimumInputs} to {Numbers.Count(most, "model")}"
            : (schema.MinimumInputs == schema.MaximumInputs ? "exactly " : "at least ") + Numbers.Count(schema.MinimumInputs, "model");

    private static string Name(PlanSlice slice) => slice.IsWholeModels ? "the merge" : slice.Path.Text;
}
