using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>nearswap</c>: the nearer an element is to that of the base model, the more of it is taken.</summary>
[KernelOf<Nearswap>]
internal sealed class NearswapKernel<T>(Nearswap.Values values, MethodInputs inputs) : MethodKernel
    where T : struct, IWorkType
{
    private readonly int baseInput = inputs.Origin,
        other = inputs.Others[0];
    private readonly float t = (float)values.T;

    public override bool IsElementwise => true;

    public override void Run(TensorStream tensor) =>
        tensor.Write(block =>
        {
            Span<Vector256<float>> output = block.OutputVectors;
            ReadOnlySpan<Vector256<float>> start = block.Input(baseInput)[..output.Length],
                x = block.Input(other)[..output.Length];
            Vector256<float> one = Vector256.Create(1f),
                smallest = Vector256.Create(T.Round(1e-6f)),
                factor = Vector256.Create(t);
            for (int i = 0; i < output.Length; i++)
            {
                Vector256<float> distance = Vector256.Max(Vector256.Abs(T.Round(start[i] - x[i])), smallest);
                Vector256<float> weight = T.Round(T.Round(one / distance) * factor);
                weight = Vector256.Min(Vector256.Max(weight, Vector256<float>.Zero), one);
                output[i] = T.Round(T.Round(weight * x[i]) + T.Round(T.Round(one - weight) * start[i]));
            }
        });
}
