using MergeDsl.Checkpoints;
using MergeDsl.Completion;
using MergeDsl.Specs;
using MergeDsl.Tensors;

namespace MergeDsl.Binding;

/// <summary>Turns the tensors of a completed merge into bytes of files.</summary>
internal static class PlanBinder
{
    /// <summary>Binds a merge to the checkpoints of its models.</summary>
    /// <param name="merge">The merge, completed from the very headers of the checkpoints.</param>
    /// <param name="checkpoints">The checkpoint of each of its models.</param>
    public static BoundPlan Bind(CompletedMerge merge, IReadOnlyDictionary<Model, Checkpoint> checkpoints)
    {
        MergeSpec spec = merge.Plan.Spec;
        TensorDType? load = spec.DType == DType.Unspecified ? null : spec.DType.ToTensorDType();
        TensorDType? save = spec.OutDType == DType.Unspecified ? null : spec.OutDType.ToTensorDType();
        var bound = new List<(string Label, BoundTensor Tensor)>(merge.Tensors.Count);
        foreach (OutputTensor tensor in merge.Tensors)
        {
            (TensorOperation operation, TensorDType written, IReadOnlyList<TensorInput> inputs) = Operation(merge, tensor, load, save);
            TensorSource[] sources = [.. inputs.Select(each => Source(checkpoints[each.Source.Model].Tensors[each.Name]))];
            bound.Add((Label(tensor), new(tensor.Name, written, tensor.Shape, operation, sources)));
        }
        BoundTensor[] ordered = [.. InOrder(bound)];
        SourceStamp[] stamps =
        [
            .. merge
                .Plan.Models.Where(checkpoints.ContainsKey)
                .SelectMany(model => checkpoints[model].Stamps)
                .DistinctBy(stamp => stamp.File, StringComparer.Ordinal),
        ];
        return new(ordered, merge.Plan.Hash) { Stamps = stamps };
    }

    private static (TensorOperation Operation, TensorDType Written, IReadOnlyList<TensorInput> Inputs) Operation(
        CompletedMerge merge,
        OutputTensor tensor,
        TensorDType? load,
        TensorDType? save
    )
    {
        if (!merge.Plan.Schema.StacksLayers)
            return MethodBinder.Bind(merge.Plan.Schema, tensor, load, save);
        TensorInput input = tensor.Inputs[0];
        (TensorOperation operation, TensorDType written) = TensorOperation.Passthrough(
            input.DType,
            load,
            input.Scale(tensor.Position),
            save
        );
        return (operation, written, [input]);
    }

    /// <summary>The tensors in write order without their sources: enough to lay out the files.</summary>
    public static IEnumerable<BoundTensor> Lay(CompletedMerge merge) =>
        InOrder(
            merge.Tensors.Select(tensor =>
                (Label(tensor), new BoundTensor(tensor.Name, tensor.DType, tensor.Shape, TensorOperation.Verbatim, []))
            )
        );

    /// <summary>mergekit fills its shards in the order of the source tensors' names, copies of a layer in the order of the output.</summary>
    private static IEnumerable<BoundTensor> InOrder(IEnumerable<(string Label, BoundTensor Tensor)> tensors) =>
        tensors.OrderBy(pair => pair.Label, StringComparer.Ordinal).Select(pair => pair.Tensor);

    private static string Label(OutputTensor tensor) => tensor.Inputs.Max(input => input.Name, StringComparer.Ordinal)!;

    private static TensorSource Source(StoredTensor tensor) => new(tensor.File, tensor.Offset, tensor.Length, tensor.DType);
}

internal static class MaximumExtensions
{
    /// <summary>The greatest of the selected values under a comparer.</summary>
    public static string? Max<T>(this IEnumerable<T> items, Func<T, string> selector, StringComparer comparer) =>
        items.Select(selector).Max(comparer);
}
