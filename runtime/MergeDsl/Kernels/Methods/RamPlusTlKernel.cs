using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>ramplus_tl</c>: <c>ram</c>, with the changes that only one model made amplified, the more of its changes are shared. The sums are float32, rounded once to the dtype that is written.</summary>
[KernelOf<RamPlusTl>]
internal sealed class RamPlusTlKernel<T>(RamPlusTl.Values values, MethodInputs inputs) : MethodKernel
    where T : struct, IWorkType
{
    private readonly int baseInput = inputs.Origin;
    private readonly int[] others = inputs.Others;
    private readonly float epsilon = T.Round((float)values.Epsilon),
        smallest = (float)values.Epsilon,
        r = (float)values.R,
        alpha = (float)values.Alpha;

    public override void Run(TensorStream tensor)
    {
        var terms = new Blocks(others.Length, Blocks.Elements);
        var counts = new Blocks(1, Blocks.Elements);
        long[] unique = new long[others.Length],
            shared = new long[others.Length];
        tensor.Read(block =>
        {
            ActiveChanges.Find<T>(block, others, baseInput, epsilon, terms, counts.Vectors(0)[..block.Vectors]);
            for (int model = 0; model < others.Length; model++)
                Count(terms[model][..block.Count], counts[0], ref unique[model], ref shared[model]);
        });
        Vector256<float>[] factors =
        [
            .. others.Select(
                (_, model) => Vector256.Create(1 + (Math.Clamp(shared[model] / MathF.Max(unique[model], smallest), 0, alpha) * r))
            ),
        ];
        tensor.Write(block =>
        {
            Span<Vector256<float>> output = block.OutputVectors;
            ReadOnlySpan<Vector256<float>> start = block.Input(baseInput)[..output.Length];
            ActiveChanges.Find<T>(block, others, baseInput, epsilon, terms, output);
            Vector256<float> one = Vector256.Create(1f);
            for (int model = 0; model < others.Length; model++)
            {
                Span<Vector256<float>> z = terms.Vectors(model)[..output.Length];
                Vector256<float> factor = factors[model];
                for (int i = 0; i < z.Length; i++)
                {
                    Vector256<float> isUnique = Vector256.Equals(output[i], one) & one,
                        isShared = Vector256.GreaterThan(output[i], one) & one;
                    z[i] = ((z[i] * isUnique) * factor) + T.Round((z[i] * isShared) / Vector256.Max(output[i], one));
                }
            }
            StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, tensor.Elements, isHalf: false);
            for (int i = 0; i < output.Length; i++)
                output[i] = start[i] + output[i];
        });
    }

    /// <summary>Counts the active elements of a model that are its own, and those that it shares. An element whose change is NaN is not active.</summary>
    private static void Count(ReadOnlySpan<float> changes, ReadOnlySpan<float> counts, ref long unique, ref long shared)
    {
        int own = 0,
            common = 0;
        for (int i = 0; i < changes.Length; i++)
        {
            bool isActive = MathF.Abs(changes[i]) > 0;
            own += isActive & counts[i] == 1 ? 1 : 0;
            common += isActive & counts[i] > 1 ? 1 : 0;
        }
        unique += own;
        shared += common;
    }
}
