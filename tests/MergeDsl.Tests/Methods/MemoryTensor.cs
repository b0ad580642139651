using MergeDsl.Engine;
using MergeDsl.Kernels;

namespace MergeDsl.Tests.Methods;

/// <summary>A tensor in memory, for kernels without files.</summary>
/// <param name="shape">Its shape.</param>
/// <param name="dtype">The dtype in which it is computed and written.</param>
/// <param name="inputs">The elements of every input, rounded to the dtype.</param>
/// <param name="kernel">The kernel, whose random sequences are drawn.</param>
/// <param name="seed">The seed.</param>
internal sealed class MemoryTensor(EquatableArray<long> shape, TensorDType dtype, float[][] inputs, MethodKernel kernel, uint seed = 0)
    : TensorStream
{
    private readonly RandomSequences random = new(seed, kernel.Draws);

    public override EquatableArray<long> Shape => shape;

    public override long Elements => inputs[0].Length;

    /// <summary>The output: float32 as the kernel left it.</summary>
    public float[] Output { get; } = new float[inputs[0].Length];

    public override KeptRows? TryKeep(int rows) => null;

    public override KeptRows Keep(int rows) =>
        RowsInMemory.TryMake(new(long.MaxValue), FloatFormat.Of(dtype), rows, Elements, CancellationToken.None)!;

    public override MersenneTwister Random(int sequence) => random.At(sequence);

    public override void Read(Action<TensorBlock> action, int blockElements = Blocks.Elements) =>
        Pass(action, blockElements, writes: false);

    public override void Write(Action<TensorBlock> action, int blockElements = Blocks.Elements) =>
        Pass(action, blockElements, writes: true);

    /// <summary>Computes a tensor of some inputs.</summary>
    public static float[] Run(
        MethodSchema schema,
        int? baseInput,
        ParameterValues values,
        EquatableArray<long> shape,
        TensorDType dtype,
        float[][] inputs,
        uint seed = 0
    )
    {
        TensorSource[] sources = [.. inputs.Select((_, i) => new TensorSource($"{i}", 0, 0, dtype))];
        MethodKernel kernel = MethodKernels.For(
            new("t", dtype, shape, new TensorOperation.Method(schema, dtype, baseInput, values), sources)
        )!;
        var tensor = new MemoryTensor(shape, dtype, inputs, kernel, seed);
        kernel.Run(tensor);
        return tensor.Output;
    }

    /// <summary>The nearest values of a dtype.</summary>
    public static float[] Round(float[] values, TensorDType dtype)
    {
        byte[] bytes = new byte[values.Length * dtype.Bits() / 8];
        float[] rounded = new float[values.Length];
        FloatFormat.Of(dtype).Store(values, bytes);
        FloatFormat.Of(dtype).Load(bytes, rounded);
        return rounded;
    }

    private void Pass(Action<TensorBlock> action, int blockElements, bool writes)
    {
        var block = new TensorBlock(new(inputs.Length, blockElements), new(1, blockElements));
        for (int start = 0; start < Elements; start += blockElements)
        {
            block.Start = start;
            block.Count = (int)Math.Min(blockElements, Elements - start);
            for (int i = 0; i < inputs.Length; i++)
                inputs[i].AsSpan(start, block.Count).CopyTo(block[i]);
            action(block);
            if (writes)
                Array.Copy(Round(block.Output.ToArray(), dtype), 0, Output, start, block.Count);
        }
    }
}
