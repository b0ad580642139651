using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>model_stock</c>: from the base model toward the average of the others, as far as the angles between their task vectors say; for a tensor as a whole, or for each of its rows.</summary>
[KernelOf<ModelStock>]
internal sealed class ModelStockKernel<T>(ModelStock.Values values, MethodInputs inputs) : MethodKernel
    where T : struct, IWorkType
{
    private static readonly float Smallest = T.Round(1e-6f);

    private readonly int baseInput = inputs.Origin;
    private readonly int[] others = inputs.Others;
    private readonly bool rowWise = values.FilterWise;

    public override void Run(TensorStream tensor)
    {
        if (rowWise && tensor.Shape.Count > 0)
        {
            int length = checked((int)tensor.Shape[^1]);
            var angles = new Angles(others.Length, length, length);
            long rows = tensor.Elements / length;
            tensor.Write(
                block =>
                {
                    angles.Reset();
                    angles.Add(block, others, baseInput);
                    Interpolate(block, angles.Ratio(block.Start / length, rows));
                },
                length
            );
            return;
        }
        var whole = new Angles(others.Length, tensor.Elements, Blocks.Elements);
        tensor.Read(block => whole.Add(block, others, baseInput));
        float t = whole.Ratio(0, 1);
        tensor.Write(block => Interpolate(block, t));
    }

    private void Interpolate(TensorBlock block, float t)
    {
        Span<Vector256<float>> output = block.OutputVectors;
        output.Clear();
        foreach (int other in others)
        {
            ReadOnlySpan<Vector256<float>> x = block.Input(other)[..output.Length];
            for (int i = 0; i < output.Length; i++)
                output[i] = T.Round(output[i] + x[i]);
        }
        ReadOnlySpan<Vector256<float>> start = block.Input(baseInput)[..output.Length];
        Vector256<float> count = Vector256.Create((float)others.Length),
            ratio = Vector256.Create(t),
            rest = Vector256.Create(T.Round(1 - t));
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = T.Round(T.Round(ratio * T.Round(output[i] / count)) + T.Round(rest * start[i]));
        }
    }

    /// <summary>The norms of the task vectors and the cosines between them.</summary>
    private sealed class Angles(int count, long elements, int blockElements)
    {
        private readonly Norm<T>[] norms = [.. Enumerable.Range(0, count).Select(_ => new Norm<T>())];
        private readonly FlatSum<T>[] dots = [.. Enumerable.Range(0, count * (count - 1) / 2).Select(_ => new FlatSum<T>(elements))];
        private readonly Blocks deltas = new(count, blockElements);
        private readonly Blocks product = new(1, blockElements);

        public void Reset()
        {
            foreach (Norm<T> norm in norms)
                norm.Reset();
            foreach (FlatSum<T> dot in dots)
                dot.Reset();
        }

        public void Add(TensorBlock block, int[] others, int baseInput)
        {
            for (int i = 0; i < count; i++)
            {
                Deltas.Subtract<T>(block.Input(others[i]), block.Input(baseInput), deltas.Vectors(i));
                norms[i].Add(deltas[i][..block.Count]);
            }
            int pair = 0;
            for (int i = 0; i < count; i++)
            {
                for (int j = i + 1; j < count; j++)
                {
                    Span<Vector256<float>> to = product.Vectors(0)[..block.Vectors];
                    ReadOnlySpan<Vector256<float>> x = deltas.Vectors(i)[..to.Length],
                        y = deltas.Vectors(j)[..to.Length];
                    for (int k = 0; k < to.Length; k++)
                        to[k] = T.Round(x[k] * y[k]);
                    dots[pair++].Add(product[0][..block.Count]);
                }
            }
        }

        /// <summary>The distance to go toward the average.</summary>
        public float Ratio(long row, long rows)
        {
            float[] lengths = [.. norms.Select(norm => norm.Total())];
            Span<float> cosines = dots.Length <= 64 ? stackalloc float[dots.Length] : new float[dots.Length];
            int pair = 0;
            for (int i = 0; i < count; i++)
            {
                for (int j = i + 1; j < count; j++, pair++)
                {
                    cosines[pair] = Math.Clamp(
                        T.Round(T.Round(dots[pair].Total()) / MathF.Max(T.Round(lengths[i] * lengths[j]), Smallest)),
                        -1f,
                        1f
                    );
                }
            }
            float cosine = T.Round(StackedSum.Of(cosines, row, rows, T.IsHalf) / cosines.Length);
            float denominator = T.Round(1 + T.Round(cosine * (count - 1)));
            return MathF.Abs(denominator) < Smallest ? 0 : T.Round(T.Round(cosine * count) / denominator);
        }
    }
}
