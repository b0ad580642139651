using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>ram</c>: changes that only one model made are kept whole, those of several are averaged.</summary>
[KernelOf<Ram>]
internal sealed class RamKernel<T>(Ram.Values values, MethodInputs inputs) : MethodKernel
    where T : struct, IWorkType
{
    private readonly int baseInput = inputs.Origin;
    private readonly int[] others = inputs.Others;
    private readonly float epsilon = T.Round((float)values.Epsilon);

    public override bool IsElementwise => true;

    public override void Run(TensorStream tensor)
    {
        var terms = new Blocks(others.Length, Blocks.Elements);
        tensor.Write(block =>
        {
            Span<Vector256<float>> output = block.OutputVectors;
            ReadOnlySpan<Vector256<float>> start = block.Input(baseInput)[..output.Length];
            ActiveChanges.Find<T>(block, others, baseInput, epsilon, terms, output);
            Vector256<float> one = Vector256.Create(1f);
            for (int model = 0; model < others.Length; model++)
            {
                Span<Vector256<float>> z = terms.Vectors(model)[..output.Length];
                for (int i = 0; i < z.Length; i++)
                {
                    Vector256<float> unique = Vector256.Equals(output[i], one) & one,
                        shared = Vector256.GreaterThan(output[i], one) & one;
                    z[i] = T.Round((z[i] * unique) + T.Round((z[i] * shared) / Vector256.Max(output[i], one)));
                }
            }
            StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, tensor.Elements, T.IsHalf);
            for (int i = 0; i < output.Length; i++)
                output[i] = T.Round(start[i] + T.Round(output[i]));
        });
    }
}

/// <summary>The elements that models changed by more than a threshold.</summary>
internal static class ActiveChanges
{
    /// <summary>The changes, zero where they are not active, and for each element how many models changed it.</summary>
    public static void Find<T>(TensorBlock block, int[] others, int baseInput, float epsilon, Blocks changes, Span<Vector256<float>> counts)
        where T : struct, IWorkType
    {
        ReadOnlySpan<Vector256<float>> start = block.Input(baseInput)[..counts.Length];
        Vector256<float> one = Vector256.Create(1f),
            threshold = Vector256.Create(epsilon);
        counts.Clear();
        for (int model = 0; model < others.Length; model++)
        {
            ReadOnlySpan<Vector256<float>> x = block.Input(others[model])[..counts.Length];
            Span<Vector256<float>> z = changes.Vectors(model)[..counts.Length];
            for (int i = 0; i < counts.Length; i++)
            {
                Vector256<float> delta = T.Round(x[i] - start[i]);
                Vector256<float> active = Vector256.GreaterThan(Vector256.Abs(delta), threshold) & one;
                z[i] = delta * active;
                counts[i] += active;
            }
        }
    }
}
