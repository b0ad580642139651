using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>linear</c>: the weighted sum, in float32 with fused multiply-add and one rounding at the end.</summary>
[KernelOf<Linear>]
internal sealed class LinearKernel<T> : MethodKernel
    where T : struct, IWorkType
{
    private readonly float[] weights;
    private readonly float? divisor;

    public LinearKernel(Linear.Values values, MethodInputs inputs)
    {
        weights = [.. Enumerable.Range(0, inputs.Count).Select(input => (float)values.Weight(input))];
        divisor = values.Normalize ? FlatSum<Float32Work>.Of(weights) : null;
    }

    public override bool IsElementwise => true;

    public override void Run(TensorStream tensor) => tensor.Write(Compute);

    private void Compute(TensorBlock block)
    {
        Span<Vector256<float>> output = block.OutputVectors;
        for (int input = 0; input < weights.Length; input++)
        {
            ReadOnlySpan<Vector256<float>> x = block.Input(input)[..output.Length];
            var weight = Vector256.Create(weights[input]);
            if (input == 0)
            {
                for (int i = 0; i < output.Length; i++)
                    output[i] = Vector256.FusedMultiplyAdd(x[i], weight, Vector256<float>.Zero);
            }
            else
            {
                for (int i = 0; i < output.Length; i++)
                    output[i] = Vector256.FusedMultiplyAdd(x[i], weight, output[i]);
            }
        }
        if (divisor is { } sum and not 1)
        {
            var by = Vector256.Create(sum);
            for (int i = 0; i < output.Length; i++)
                output[i] = T.Round(output[i] / by);
        }
        else
        {
            for (int i = 0; i < output.Length; i++)
                output[i] = T.Round(output[i]);
        }
    }
}
