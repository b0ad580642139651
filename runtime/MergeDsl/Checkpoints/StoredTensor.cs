using MergeDsl.Collections;
using MergeDsl.Tensors;

namespace MergeDsl.Checkpoints;

/// <summary>A tensor in a file of a checkpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">The path of the file.</param>
/// <param name="DType">The dtype in which it is stored.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">Its first byte, counted from the beginning of the file.</param>
/// <param name="Length">The number of bytes.</param>
internal sealed record StoredTensor(string Name, string File, TensorDType DType, EquatableArray<long> Shape, long Offset, long Length);
