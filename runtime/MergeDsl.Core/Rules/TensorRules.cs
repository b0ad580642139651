using MergeDsl.Collections;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;
using MergeDsl.Schemas;
using MergeDsl.Specs;
using MergeDsl.Tensors;

namespace MergeDsl.Rules;

/// <summary>Rules about the tensors of the output: they must be there, have one shape, a dtype that can be computed with, and all their parameters.</summary>
internal static class TensorRules
{
    public static IEnumerable<MergeDiagnostic> Check(CompletedMerge merge)
    {
        IEnumerable<MergeDiagnostic> problems =
        [
            .. Missing(merge),
            .. Shapes(merge),
            .. StackShapes(merge),
            .. DTypes(merge),
            .. Parameters(merge),
        ];
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (MergeDiagnostic problem in problems)
        {
            if (said.Add(problem.Id + problem.Path.Text))
                yield return problem;
        }
        if (merge.Tensors.Count == 0)
            yield return DiagnosticKinds.NothingToWrite.At(
                SpecPath.Root.Member("merge_method"),
                "the merge has no tensors; its models are empty"
            );
    }

    private static IEnumerable<MergeDiagnostic> Missing(CompletedMerge merge)
    {
        var said = new HashSet<(Model Lacking, Model Owner)>();
        foreach (IGrouping<SpecPath, MissingInput> missing in merge.Missing.GroupBy(input => input.Source.ModelPath))
        {
            MissingInput first = missing.First();
            // Layers of two kinds lack each other's tensors: that is one fault.
            if (said.Contains((first.Owner, first.Source.Model)))
                continue;
            said.Add((first.Source.Model, first.Owner));
            int more = missing.Count() - 1;
            yield return DiagnosticKinds.MissingTensor.At(
                missing.Key,
                $"{Printable.Quote(first.Source.Model.ToString())} has no {Printable.Quote(first.Name)}, which {Printable.Quote(first.Owner.ToString())} has{(more > 0 ? $" (and {Numbers.Count(more, "more tensor")})" : "")}; merge layers that have the same tensors"
            );
        }
    }

    private static IEnumerable<MergeDiagnostic> Shapes(CompletedMerge merge)
    {
        foreach (OutputTensor tensor in merge.Tensors)
        {
            if (tensor.Inputs.All(input => input.Shape == tensor.Inputs[0].Shape))
                continue;
            // The shape of most, and of the base model where as many have another, is what the others do not fit.
            TensorInput first = tensor
                .Inputs.GroupBy(input => input.Shape)
                .OrderByDescending(group => group.Count())
                .ThenByDescending(group => group.Any(input => input.Source.IsBase))
                .First()
                .First();
            foreach (TensorInput input in tensor.Inputs)
            {
                if (
                    input.Shape == first.Shape
                    || (merge.Plan.Spec.Tokenizer is not null && input.IsVocabulary && DifferInRowsOnly(input.Shape, first.Shape))
                )
                    continue;
                yield return Mismatch(input, first, tensor.Name);
            }
        }
    }

    /// <summary>Stacked layers must have the shapes of the first that has their kind, unless they differ within one model already; embedding and head must have one vocabulary.</summary>
    private static IEnumerable<MergeDiagnostic> StackShapes(CompletedMerge merge)
    {
        var shapes = new Dictionary<string, TensorInput>(StringComparer.Ordinal);
        TensorInput? vocabulary = null;
        foreach (OutputTensor tensor in merge.Tensors)
        {
            TensorInput input = tensor.Inputs[0];
            if (tensor.Layer is not null)
            {
                if (!shapes.TryGetValue(input.Kind, out TensorInput? before))
                    shapes.Add(input.Kind, input);
                else if (before.Shape != input.Shape && !before.Source.Model.Equals(input.Source.Model))
                    yield return Mismatch(input, before, tensor.Name);
            }
            else if (input.IsVocabulary && input.Shape.Count == 2 && merge.Plan.Spec.Tokenizer is null)
            {
                if (vocabulary is null)
                    vocabulary = input;
                else if (vocabulary.Shape[0] != input.Shape[0] && !vocabulary.Source.Model.Equals(input.Source.Model))
                    yield return Mismatch(input, vocabulary, tensor.Name);
            }
        }
    }

    /// <summary>Models of another width than the first: what can be said of them where ranges are wrong, and so the tensors of the output are not known.</summary>
    public static IEnumerable<MergeDiagnostic> Widths(MergePlan merge, ManifestSet manifests)
    {
        var shapes = new Dictionary<string, (Model Model, EquatableArray<long> Shape)>(StringComparer.Ordinal);
        var seen = new HashSet<Model>();
        foreach (PlanSource source in merge.Sources)
        {
            if (!seen.Add(source.Model) || manifests.Find(source.Model) is not { } manifest)
                continue;
            bool isSaid = false;
            foreach (TensorKind kind in manifest.Stacks.SelectMany(stack => stack.Kinds))
            {
                if (!shapes.TryGetValue(kind.Name, out (Model Model, EquatableArray<long> Shape) first))
                    shapes.Add(kind.Name, (source.Model, kind.Shape));
                else if (first.Shape != kind.Shape && !first.Model.Equals(source.Model) && !isSaid)
                {
                    isSaid = true;
                    yield return Mismatch(source, kind.Name, kind.Shape, first.Model, first.Shape);
                }
            }
        }
    }

    private static MergeDiagnostic Mismatch(
        PlanSource source,
        string name,
        EquatableArray<long> shape,
        Model first,
        EquatableArray<long> firstShape
    ) =>
        DiagnosticKinds.ShapeMismatch.At(
            source.ModelPath,
            $"{Printable.Quote(name)} is {Text(shape)} in {Printable.Quote(source.Model.ToString())} and {Text(firstShape)} in {Printable.Quote(first.ToString())}; only models of one size can be merged"
        );

    private static MergeDiagnostic Mismatch(TensorInput input, TensorInput first, string tensor)
    {
        string model = Printable.Quote(input.Source.Model.ToString()),
            other = Printable.Quote(first.Source.Model.ToString());
        if (input.IsVocabulary && DifferInRowsOnly(input.Shape, first.Shape))
        {
            return DiagnosticKinds.VocabularyMismatch.At(
                input.Source.ModelPath,
                $"{model} has {Numbers.Group(input.Shape[0])} rows of vocabulary and {other} has {Numbers.Group(first.Shape[0])} ({tensor}); say whose tokens the output has with a tokenizer whose source is the base model or the union, or merge models of one vocabulary"
            );
        }
        return Mismatch(input.Source, input.Name, input.Shape, first.Source.Model, first.Shape);
    }

    private static IEnumerable<MergeDiagnostic> DTypes(CompletedMerge merge)
    {
        MergeSpec spec = merge.Plan.Spec;
        bool casts = spec.DType != DType.Unspecified || spec.OutDType != DType.Unspecified;
        foreach (OutputTensor tensor in merge.Tensors)
        {
            TensorInput? odd = tensor.Inputs.FirstOrDefault(input => input.DType.IsFloatingPoint() && !input.DType.HasArithmetic());
            if (
                odd is null
                || (!casts && merge.Plan.Schema.StacksLayers && tensor.Inputs.Count == 1 && odd.Scale(tensor.Position) is null or 1)
            )
                continue;
            yield return DiagnosticKinds.NoArithmetic.At(
                odd.Source.ModelPath,
                $"{Printable.Quote(odd.Name)} of {Printable.Quote(odd.Source.Model.ToString())} is {odd.DType.Name()}, with which merges do not compute; save the model in float32, float16 or bfloat16 first"
            );
        }
    }

    private static IEnumerable<MergeDiagnostic> Parameters(CompletedMerge merge)
    {
        foreach (OutputTensor tensor in merge.Tensors)
        {
            if (!tensor.DType.IsFloatingPoint())
                continue;
            foreach (SettingChain chain in tensor.Slice.Settings.Values)
            {
                if (Gap(merge, chain, tensor.Name, tensor, null) is { } gap)
                    yield return gap;
            }
            foreach (TensorInput input in tensor.Inputs)
            {
                foreach (SettingChain chain in input.Source.ReadSettings)
                {
                    if (Gap(merge, chain, input.Name, tensor, input) is { } gap)
                        yield return gap;
                }
            }
        }
    }

    private static MergeDiagnostic? Gap(CompletedMerge merge, SettingChain chain, string name, OutputTensor tensor, TensorInput? input)
    {
        ParameterSchema parameter = chain.Parameter;
        if (chain.Rules.Count == 0)
            return null;
        if (chain.Find(name) is not { } rule)
        {
            if (!parameter.Required)
                return null;
            string of = input is null ? "" : $" of {Printable.Quote(input.Source.Model.ToString())}";
            return DiagnosticKinds.PartlyMissingParameter.At(
                ParameterRules.ScopeOf(chain.Rules[chain.Rules.Count - 1]).Key,
                $"{merge.Plan.Schema.Name} needs {parameter.Name} for every tensor, and no rule matches {Printable.Quote(name)}{of}; close the list with a value without a filter"
            ) with
            {
                Suggestion = Numbers.Format(Usual(parameter)),
            };
        }
        double value = Gradients.ValueAt(rule.Rule.Values, tensor.Position, parameter.Type);
        if (parameter.Type != ParameterType.Integer || value == Math.Truncate(value))
            return null;
        return DiagnosticKinds.ValueType.At(
            ParameterRules.ValuePath(rule),
            $"{parameter.Name} is a whole number, and this gradient makes it {Numbers.Format(value)} for {Printable.Quote(name)}; give one value"
        );
    }

    /// <summary>A value to start from: the default, the middle of the values that make sense, or 1.</summary>
    private static double Usual(ParameterSchema parameter) =>
        parameter.Default
        ?? (
            double.IsInfinity(parameter.Natural.Minimum) || double.IsInfinity(parameter.Natural.Maximum)
                ? 1
                : (parameter.Natural.Minimum + parameter.Natural.Maximum) / 2
        );

    private static bool DifferInRowsOnly(EquatableArray<long> left, EquatableArray<long> right) =>
        left.Count == right.Count && left.Count > 0 && left[0] != right[0] && left.Skip(1).SequenceEqual(right.Skip(1));

    private static string Text(EquatableArray<long> shape) => "[" + string.Join(", ", shape) + "]";
}
