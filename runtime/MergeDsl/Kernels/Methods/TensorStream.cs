using MergeDsl.Collections;

namespace MergeDsl.Kernels;

/// <summary>A block of the inputs of a tensor, rounded to the dtype in which the method computes, and of its output. The memory is used again for the next block.</summary>
internal sealed class TensorBlock(Blocks inputs, Blocks output)
{
    /// <summary>The index of the first element in the tensor.</summary>
    public long Start { get; set; }

    /// <summary>The number of elements.</summary>
    public int Count { get; set; }

    /// <summary>The number of vectors, the last of which may be part room.</summary>
    public int Vectors => Padding.Vectors(Count);

    /// <summary>The inputs.</summary>
    public Blocks Inputs => inputs;

    /// <summary>The elements of an input.</summary>
    public Span<float> this[int input] => inputs[input][..Count];

    /// <summary>An input as vectors.</summary>
    public Span<System.Runtime.Intrinsics.Vector256<float>> Input(int input) => inputs.Vectors(input)[..Vectors];

    /// <summary>The elements of the output, to be filled.</summary>
    public Span<float> Output => output[0][..Count];

    /// <summary>The elements of the output with room for whole vectors.</summary>
    public Span<float> OutputRoom => output.Padded(0)[..Padding.Room(Count)];

    /// <summary>The output as vectors.</summary>
    public Span<System.Runtime.Intrinsics.Vector256<float>> OutputVectors => output.Vectors(0)[..Vectors];
}

/// <summary>Reads the inputs of a tensor in step, block by block, and writes its output. Each thread has one for the tensor, or the part of a tensor, it is at.</summary>
internal abstract class TensorStream
{
    /// <summary>The shape of the tensor.</summary>
    public abstract EquatableArray<long> Shape { get; }

    /// <summary>The number of elements of the whole tensor.</summary>
    public abstract long Elements { get; }

    /// <summary>Reads all blocks, in order.</summary>
    /// <param name="action">What to do with a block.</param>
    /// <param name="blockElements">The elements of a block; the last one may be shorter.</param>
    public abstract void Read(Action<TensorBlock> action, int blockElements = Blocks.Elements);

    /// <summary>Reads all blocks, in order, and writes what is put into their outputs.</summary>
    /// <param name="action">Fills the output of a block.</param>
    /// <param name="blockElements">The elements of a block; the last one may be shorter.</param>
    public abstract void Write(Action<TensorBlock> action, int blockElements = Blocks.Elements);

    /// <summary>Makes rows in memory that are kept until the tensor is done; null where there is no memory for them.</summary>
    /// <param name="rows">The number of rows.</param>
    public abstract KeptRows? TryKeep(int rows);

    /// <summary>Makes rows that are kept until the tensor is done, in a file where there is no memory for them.</summary>
    /// <param name="rows">The number of rows.</param>
    public abstract KeptRows Keep(int rows);

    /// <summary>The numbers that one of the kernel's sequences draws, from its beginning.</summary>
    public abstract MersenneTwister Random(int sequence);
}
