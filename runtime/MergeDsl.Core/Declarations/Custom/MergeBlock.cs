namespace MergeDsl;

/// <summary>Elements of all inputs of an output tensor, at the same places in each, and of the output. A kernel computes every element of the output from the elements of the inputs at its place, and from nothing else: where a block begins and how long it is, and which thread computes it, is not said and must not matter.</summary>
public readonly ref struct MergeBlock
{
    private readonly ReadOnlySpan<float> values;
    private readonly int stride;

    /// <summary>A block of inputs that lie one after the other.</summary>
    /// <param name="inputs">The elements of all inputs, those of the base model too, in the order of the declaration.</param>
    /// <param name="stride">The number of elements from the beginning of one input to that of the next.</param>
    /// <param name="baseInput">The index of the base model among the inputs; null where there is none.</param>
    /// <param name="output">The elements of the output; their number is that of every input.</param>
    /// <exception cref="ArgumentException">The inputs do not fill whole strides, or a stride is shorter than the output.</exception>
    public MergeBlock(ReadOnlySpan<float> inputs, int stride, int? baseInput, Span<float> output)
    {
        if (stride < Math.Max(output.Length, 1) || inputs.Length % stride != 0)
            throw new ArgumentException("the inputs do not fill whole strides of at least the length of the output", nameof(stride));
        values = inputs;
        this.stride = stride;
        BaseInput = baseInput;
        Output = output;
    }

    /// <summary>The number of inputs, the base model among them.</summary>
    public int Inputs => values.Length / stride;

    /// <summary>The index of the base model among the inputs; null where the method has none.</summary>
    public int? BaseInput { get; }

    /// <summary>The elements of an input, in float32, each rounded to the dtype of the merge before.</summary>
    /// <param name="input">The index of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    public ReadOnlySpan<float> this[int input] =>
        input >= 0 && input < Inputs ? values.Slice(input * stride, Output.Length) : throw new ArgumentOutOfRangeException(nameof(input));

    /// <summary>The elements of the output, to be filled in float32; each is rounded once to the dtype that is written. Its initial contents are undefined.</summary>
    public Span<float> Output { get; }
}
