using MergeDsl.Completion;
using MergeDsl.Planning;
using MergeDsl.Schemas;
using MergeDsl.Tensors;

namespace MergeDsl.Binding;

/// <summary>Resolves the settings of a method at an output tensor.</summary>
internal static class MethodBinder
{
    /// <summary>The operation, the dtype in which its result is written, and the inputs it reads.</summary>
    public static (TensorOperation Operation, TensorDType Written, IReadOnlyList<TensorInput> Inputs) Bind(
        MethodSchema schema,
        OutputTensor tensor,
        TensorDType? load,
        TensorDType? save
    )
    {
        IReadOnlyList<TensorInput> inputs = tensor.Inputs;
        if (inputs.Any(input => !input.DType.IsFloatingPoint()))
        {
            return inputs.Count == 1
                ? (TensorOperation.Verbatim, inputs[0].DType, inputs)
                : (TensorOperation.Agreed, inputs[0].DType, inputs);
        }
        int[] bases = [.. Enumerable.Range(0, inputs.Count).Where(index => inputs[index].Source.IsBase)];
        int? baseInput = schema.Base == BaseRole.Ignored || bases.Length == 0 ? null : bases[0];
        if (Unchanged(schema, inputs, baseInput) is { } only)
        {
            (TensorOperation copy, TensorDType kept) = TensorOperation.Passthrough(only.DType, load, null, save);
            return (copy, kept, [only]);
        }
        TensorDType computed = load ?? inputs.Select(input => input.DType).Aggregate(TensorDTypes.Promote);
        double? ValueOf(ParameterSchema parameter, int? index)
        {
            PlanSource? source = index is { } of ? inputs[of].Source : null;
            if (source?.Reads(parameter) == false)
                return null;
            return (source?.Settings ?? tensor.Slice.Settings).TryGetValue(parameter.Name, out SettingChain? chain)
                ? chain.ValueFor(index is { } at ? inputs[at].Name : tensor.Name, tensor.Position)
                : parameter.Default;
        }
        ParameterValues values = new(schema, inputs.Count, ValueOf);
        return (new TensorOperation.Method(schema, computed, baseInput, values), save ?? computed, inputs);
    }

    /// <summary>The input that the method returns as it is, where there is nothing to merge.</summary>
    private static TensorInput? Unchanged(MethodSchema schema, IReadOnlyList<TensorInput> inputs, int? baseInput)
    {
        if (schema.Has(MethodTraits.ComputesSingleInput))
            return null;
        TensorInput[] others = schema.Has(MethodTraits.CopiesSingleModel)
            ? [.. inputs.Where((_, index) => index != baseInput)]
            : [.. inputs];
        return others.Length == 1 ? others[0] : null;
    }
}
