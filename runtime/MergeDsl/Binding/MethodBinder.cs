using MergeDsl.Methods;

namespace MergeDsl;

/// <summary>What a method makes of an output tensor, with its settings resolved.</summary>
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
        TensorDType computed = load ?? inputs.Select(input => input.DType).Aggregate(Promote);
        IEnumerable<ParameterSchema> shared = schema.Parameters.Where(parameter => parameter.Scope == ParameterScope.Merge);
        MethodSettings settings = new(
            baseInput,
            Settings(
                shared,
                parameter =>
                    tensor.Slice.Settings.TryGetValue(parameter.Name, out SettingChain? chain)
                        ? chain.ValueFor(tensor.Name, tensor.Position)
                        : parameter.Default
            ),
            inputs
                .Select(input =>
                    Settings(
                        schema.Parameters.Where(input.Source.Reads),
                        parameter =>
                            input.Source.Settings.TryGetValue(parameter.Name, out SettingChain? chain)
                                ? chain.ValueFor(input.Name, tensor.Position)
                                : parameter.Default
                    )
                )
                .ToEquatableArray()
        );
        return (new TensorOperation.Method(schema.Name, computed, settings), save ?? computed, inputs);
    }

    /// <summary>The input that the method returns as it is, where there is nothing to merge.</summary>
    private static TensorInput? Unchanged(MethodSchema schema, IReadOnlyList<TensorInput> inputs, int? baseInput)
    {
        TensorInput[] others = [.. inputs.Where((_, index) => index != baseInput)];
        return schema.Name switch
        {
            "linear" => null,
            "multislerp" => others.Length == 1 ? others[0] : null,
            _ => inputs.Count == 1 ? inputs[0] : null,
        };
    }

    private static EquatableArray<MethodSetting> Settings(
        IEnumerable<ParameterSchema> parameters,
        Func<ParameterSchema, double?> valueOf
    ) =>
        parameters
            .Select(parameter => (parameter.Name, Value: valueOf(parameter)))
            .Where(pair => pair.Value is not null)
            .Select(pair => new MethodSetting(pair.Name, pair.Value!.Value))
            .ToEquatableArray();

    private static TensorDType Promote(TensorDType left, TensorDType right) => left == right ? left : TensorDType.F32;
}
