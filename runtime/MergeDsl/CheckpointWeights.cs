using System.Runtime.InteropServices;
using MergeDsl.Checkpoints;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Kernels;
using MergeDsl.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl;

/// <summary>The tensors of a checkpoint directory, to be read one by one.</summary>
/// <remarks>Safe for concurrent use. Nothing is kept open or in memory between reads.</remarks>
public sealed class CheckpointWeights
{
    private readonly Checkpoint checkpoint;

    private CheckpointWeights(Checkpoint checkpoint) => this.checkpoint = checkpoint;

    /// <summary>The names of the tensors, in ordinal order.</summary>
    public IEnumerable<string> Names => checkpoint.Tensors.Keys;

    /// <summary>The number of elements of all tensors.</summary>
    public long ParameterCount => checkpoint.Tensors.Values.Sum(tensor => tensor.Shape.Elements());

    /// <summary>Reads the index and the headers of a checkpoint, and checks that they fit together. No weight is read.</summary>
    /// <param name="directory">The path of the directory.</param>
    /// <exception cref="MergeException">It is no checkpoint, or a damaged one; the exception carries everything that was found.</exception>
    public static CheckpointWeights Open(string directory)
    {
        CheckpointResult result = Checkpoint.Open(directory);
        return new(result.Checkpoint ?? throw new MergeException(result.Diagnostics));
    }

    /// <summary>The shape of a tensor; empty for a scalar.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no tensor of this name.</exception>
    public EquatableArray<long> ShapeOf(string name) => Find(name).Shape;

    /// <summary>Reads the elements of a tensor as float32, in row-major order; bf16, fp16 and fp32 are widened exactly.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no tensor of this name.</exception>
    /// <exception cref="NotSupportedException">The tensor is stored in another dtype, or has more elements than an array can hold.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public float[] ReadFloat32(string name)
    {
        StoredTensor tensor = Find(name);
        if (!tensor.DType.HasArithmetic())
            throw new NotSupportedException(
                $"the tensor {Printable.Quote(name)} is stored as {tensor.DType.Name()}, not as bf16, fp16 or fp32"
            );
        if (tensor.Shape.Elements() > Array.MaxLength)
            throw new NotSupportedException($"the tensor {Printable.Quote(name)} has more elements than an array can hold");
        float[] elements = new float[tensor.Shape.Elements()];
        if (tensor.DType == TensorDType.F32)
        {
            ReadBytes(tensor, MemoryMarshal.AsBytes(elements.AsSpan()));
            return elements;
        }
        ushort[] stored = new ushort[elements.Length];
        ReadBytes(tensor, MemoryMarshal.AsBytes(stored.AsSpan()));
        FloatFormat.Of(tensor.DType).Load(MemoryMarshal.AsBytes(stored.AsSpan()), elements);
        return elements;
    }

    private StoredTensor Find(string name) =>
        checkpoint.Tensors.TryGetValue(name, out StoredTensor? tensor)
            ? tensor
            : throw new KeyNotFoundException($"{Printable.Quote(checkpoint.Name)} has no tensor {Printable.Quote(name)}");

    private static void ReadBytes(StoredTensor tensor, Span<byte> bytes)
    {
        using SafeFileHandle handle = Files.FileSystem.OfSystem.OpenToRead(tensor.File);
        for (int done = 0; done < bytes.Length; )
        {
            int read = RandomAccess.Read(handle, bytes[done..], tensor.Offset + done);
            done += read > 0 ? read : throw new EndOfStreamException($"{Printable.Quote(tensor.File)} became shorter while it was read");
        }
    }
}
