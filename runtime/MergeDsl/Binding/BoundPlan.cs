using MergeDsl.Collections;
using MergeDsl.Tensors;

namespace MergeDsl.Binding;

/// <summary>A merge bound to real files: every tensor to write, and the bytes it is made of. Nothing in it is left to decide.</summary>
/// <param name="Tensors">The tensors in write order, which decides the composition of the shards and nothing else.</param>
/// <param name="Hash">The hash of the plan behind it.</param>
internal sealed record BoundPlan(EquatableArray<BoundTensor> Tensors, string Hash)
{
    /// <summary>The source files as they were when their headers were read, so that a later change is noticed. Files that are not listed are taken as they are found.</summary>
    public EquatableArray<SourceStamp> Stamps { get; init; } = [];

    /// <summary>The bytes of tensor data to write.</summary>
    public long Bytes => Tensors.Sum(tensor => tensor.Length);
}

/// <summary>A tensor to write.</summary>
/// <param name="Name">Its name in the output.</param>
/// <param name="DType">The dtype in which it is written.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Operation">How it is made of its sources.</param>
/// <param name="Sources">What it is made of, in the order of the models.</param>
internal sealed record BoundTensor(
    string Name,
    TensorDType DType,
    EquatableArray<long> Shape,
    TensorOperation Operation,
    EquatableArray<TensorSource> Sources
)
{
    /// <summary>The number of elements.</summary>
    public long Elements => Shape.Elements();

    /// <summary>The number of bytes it takes in the output.</summary>
    public long Length => checked(DType.BitsOf(Shape) + 7) / 8;
}

/// <summary>The bytes of a tensor in a file.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="Offset">The first byte, counted from the beginning of the file.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="DType">The dtype in which it is stored.</param>
internal sealed record TensorSource(string File, long Offset, long Length, TensorDType DType);
