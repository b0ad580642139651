using MergeDsl.Collections;

namespace MergeDsl.Kernels;

/// <summary>The inputs of an output tensor.</summary>
/// <param name="Count">Their number.</param>
/// <param name="Base">The index of the base model; null where the method has none, or takes it as any other.</param>
/// <param name="Shape">The shape of the tensor, which all share.</param>
internal sealed record MethodInputs(int Count, int? Base, EquatableArray<long> Shape)
{
    /// <summary>The index of the base model, where the method needs one.</summary>
    public int Origin => Base!.Value;

    /// <summary>The inputs beside the base model, in order.</summary>
    public int[] Others { get; } = [.. Enumerable.Range(0, Count).Where(input => input != Base)];

    /// <summary>The number of elements of each.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);
}
