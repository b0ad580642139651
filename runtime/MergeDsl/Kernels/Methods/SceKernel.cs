using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>sce</c>: selects the elements in which the models differ most, weighs the models by the energy of their task vectors, and erases what goes against the sign of the sum.</summary>
[KernelOf<Sce>]
internal sealed class SceKernel<T>(Sce.Values values, MethodInputs inputs) : MethodKernel
    where T : struct, IWorkType
{
    private readonly int baseInput = inputs.Origin;
    private readonly int[] others = inputs.Others;
    private readonly double share = values.SelectTopK;

    public override void Run(TensorStream tensor)
    {
        using var pass = new Pass(this, tensor);
        pass.Run();
    }

    private sealed class Pass(SceKernel<T> kernel, TensorStream tensor) : IDisposable
    {
        private readonly int count = kernel.others.Length;
        private readonly Blocks terms = new(kernel.others.Length, Blocks.Elements),
            weights = new(kernel.others.Length, Blocks.Elements);
        private readonly Blocks variance = new(1, Blocks.Elements),
            mask = new(1, Blocks.Elements);
        private readonly Variance<T> variances = new(Blocks.Elements);
        private RankSelection<T>? selection;
        private MarkStore? marks;
        private bool areMarked;

        public void Run()
        {
            if (kernel.share < 1)
            {
                selection = Select();
                if (tensor.Elements <= MarkStore.Most)
                    marks = new(tensor.Elements, Blocks.Elements);
            }
            float[] shares = Energies();
            areMarked = marks is not null;
            marks?.Restart();
            selection?.Restart();
            tensor.Write(block =>
            {
                FindTaskVectors(block);
                Fuse(block, shares);
            });
        }

        public void Dispose() => marks?.Dispose();

        private RankSelection<T> Select()
        {
            RankSelection<T> found = new(0, tensor.Elements);
            long nonZero = 0;
            for (bool isFirst = true; found.NeedsPass; isFirst = false)
            {
                tensor.Read(block =>
                {
                    Subtract(block);
                    variances.Of(terms, variance.Vectors(0)[..block.Vectors]);
                    ReadOnlySpan<float> values = variance[0][..block.Count];
                    // By their bits, which are counted in vectors: a variance is never -0.
                    if (isFirst)
                        nonZero += values.Length - MemoryMarshal.Cast<float, uint>(values).Count(0u);
                    found.Count(values);
                });
                if (isFirst)
                    found.Limit(kernel.share <= 0 ? 0 : (long)((float)nonZero * (float)kernel.share));
                if (found.NeedsPass)
                    found.EndPass();
            }
            return found;
        }

        /// <summary>The share of every model by the mean square of its task vector.</summary>
        private float[] Energies()
        {
            FlatSum<T>[] sums = [.. kernel.others.Select(_ => new FlatSum<T>(tensor.Elements))];
            selection?.Restart();
            tensor.Read(block =>
            {
                FindTaskVectors(block);
                for (int i = 0; i < count; i++)
                {
                    Span<Vector256<float>> square = weights.Vectors(i)[..block.Vectors];
                    ReadOnlySpan<Vector256<float>> x = terms.Vectors(i)[..square.Length];
                    for (int k = 0; k < square.Length; k++)
                        square[k] = T.Round(x[k] * x[k]);
                    sums[i].Add(weights[i][..block.Count]);
                }
            });
            float[] means = [.. sums.Select(sum => T.Round(sum.Total() / tensor.Elements))];
            float total = T.Round(FlatSum<T>.Of(means));
            return [.. means.Select(mean => Math.Abs((double)total) < 1e-6 ? T.Round((float)(1.0 / count)) : T.Round(mean / total))];
        }

        private void Subtract(TensorBlock block)
        {
            for (int i = 0; i < count; i++)
                Deltas.Subtract<T>(block.Input(kernel.others[i]), block.Input(kernel.baseInput), terms.Vectors(i));
        }

        private void FindTaskVectors(TensorBlock block)
        {
            Subtract(block);
            if (selection is null)
                return;
            Span<Vector256<float>> selected = mask.Vectors(0)[..block.Vectors];
            Mark(block, selected);
            for (int i = 0; i < count; i++)
            {
                Span<Vector256<float>> x = terms.Vectors(i)[..selected.Length];
                for (int k = 0; k < selected.Length; k++)
                    x[k] *= selected[k];
            }
        }

        private void Mark(TensorBlock block, Span<Vector256<float>> selected)
        {
            if (areMarked)
            {
                marks!.Read(MemoryMarshal.Cast<Vector256<float>, float>(selected));
                return;
            }
            variances.Of(terms, variance.Vectors(0)[..selected.Length]);
            selection!.Mark(variance[0][..block.Count], mask.Padded(0));
            marks?.Write(selected);
        }

        private void Fuse(TensorBlock block, float[] shares)
        {
            Span<Vector256<float>> output = block.OutputVectors;
            StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, tensor.Elements, T.IsHalf);
            Vector256<float> smallest = Vector256.Create(T.Round(1e-6f));
            for (int i = 0; i < count; i++)
            {
                Span<Vector256<float>> x = terms.Vectors(i)[..output.Length],
                    weight = weights.Vectors(i)[..output.Length];
                var share = Vector256.Create(shares[i]);
                for (int k = 0; k < output.Length; k++)
                {
                    weight[k] = share * Consensus.Mask<T>(output[k], x[k]);
                    x[k] = T.Round(x[k] * weight[k]);
                }
            }
            StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, tensor.Elements, T.IsHalf);
            StackedSum.Of(weights, variance.Padded(0), block.Count, block.Start, tensor.Elements, T.IsHalf);
            ReadOnlySpan<Vector256<float>> divisors = variance.Vectors(0)[..output.Length],
                start = block.Input(kernel.baseInput)[..output.Length];
            for (int k = 0; k < output.Length; k++)
            {
                output[k] = T.Round(start[k] + T.Round(T.Round(output[k]) / Vector256.Max(T.Round(divisors[k]), smallest)));
            }
        }
    }
}
