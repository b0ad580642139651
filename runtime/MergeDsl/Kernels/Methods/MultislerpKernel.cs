using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary><c>multislerp</c>: the weighted mean on the sphere, in the tangent space at the weighted mean direction; around the base model where there is one.</summary>
[KernelOf<Multislerp>]
internal sealed class MultislerpKernel<T> : MethodKernel
    where T : struct, IWorkType
{
    private readonly int? baseInput;
    private readonly int[] others;
    private readonly float[] weights;
    private readonly float epsilon;

    public MultislerpKernel(Multislerp.Values values, MethodInputs inputs)
    {
        baseInput = inputs.Base;
        others = inputs.Others;
        epsilon = T.Round((float)values.Eps);
        weights = [.. others.Select(other => T.Round((float)values.Weight(other)))];
        if (!values.NormalizeWeights)
            return;
        float sum = T.Round(FlatSum<T>.Of(weights));
        for (int i = 0; i < weights.Length; i++)
            weights[i] = T.Round(weights[i] / sum);
    }

    public override void Run(TensorStream tensor) => new Pass(this, tensor).Run();

    /// <summary>The state of one tensor so far.</summary>
    private sealed class Pass(MultislerpKernel<T> kernel, TensorStream tensor)
    {
        private readonly int count = kernel.others.Length;
        private readonly Blocks units = new(kernel.others.Length, Blocks.Elements),
            terms = new(kernel.others.Length, Blocks.Elements);
        private readonly Blocks mean = new(1, Blocks.Elements),
            tangent = new(1, Blocks.Elements);
        private readonly float[] lengths = new float[kernel.others.Length],
            dots = new float[kernel.others.Length];
        private float meanLength;

        public void Run()
        {
            Norm<T>[] norms = [.. lengths.Select(_ => new Norm<T>())];
            tensor.Read(block =>
            {
                for (int i = 0; i < count; i++)
                {
                    Subtract(block, i);
                    norms[i].Add(block[kernel.others[i]]);
                }
            });
            for (int i = 0; i < count; i++)
                lengths[i] = norms[i].Total();

            Norm<T> meanNorm = new();
            tensor.Read(block =>
            {
                FindMean(block);
                meanNorm.Add(mean[0][..block.Count]);
            });
            meanLength = meanNorm.Total();
            if (meanLength < kernel.epsilon)
            {
                tensor.Write(WriteWeightedSum);
                return;
            }

            FlatSum<T>[] sums = [.. dots.Select(_ => new FlatSum<T>(tensor.Elements))];
            tensor.Read(block =>
            {
                FindDirection(block);
                for (int i = 0; i < count; i++)
                {
                    Span<Vector256<float>> product = terms.Vectors(i)[..block.Vectors];
                    ReadOnlySpan<Vector256<float>> u = units.Vectors(i)[..product.Length],
                        m = mean.Vectors(0)[..product.Length];
                    for (int k = 0; k < product.Length; k++)
                        product[k] = T.Round(u[k] * m[k]);
                    sums[i].Add(terms[i][..block.Count]);
                }
            });
            for (int i = 0; i < count; i++)
                dots[i] = T.Round(sums[i].Total());

            Norm<T> tangentNorm = new();
            tensor.Read(block =>
            {
                FindTangent(block);
                tangentNorm.Add(tangent[0][..block.Count]);
            });
            float angle = T.Round(tangentNorm.Total() + kernel.epsilon);
            float cosine = T.Round(Functions.Cos(angle)),
                sine = T.Round(T.Round(Functions.Sin(angle)) / angle);
            float[] scaled = [.. lengths.Select((length, i) => T.Round(length * kernel.weights[i]))];
            float length = T.Round(FlatSum<T>.Of(scaled));
            tensor.Write(block => WriteMapped(block, cosine, sine, length));
        }

        private void Subtract(TensorBlock block, int i)
        {
            if (kernel.baseInput is { } origin)
                Deltas.Subtract<T>(block.Input(kernel.others[i]), block.Input(origin), block.Input(kernel.others[i]));
        }

        /// <summary>The unit vectors and their weighted sum.</summary>
        private void FindMean(TensorBlock block)
        {
            for (int i = 0; i < count; i++)
            {
                Subtract(block, i);
                ReadOnlySpan<Vector256<float>> x = block.Input(kernel.others[i]);
                Span<Vector256<float>> u = units.Vectors(i)[..x.Length],
                    term = terms.Vectors(i)[..x.Length];
                Vector256<float> length = Vector256.Create(T.Round(lengths[i] + kernel.epsilon)),
                    weight = Vector256.Create(kernel.weights[i]);
                for (int k = 0; k < x.Length; k++)
                {
                    u[k] = T.Round(x[k] / length);
                    term[k] = T.Round(u[k] * weight);
                }
            }
            Sum(block, mean);
        }

        /// <summary>The weighted sum as a unit vector.</summary>
        private void FindDirection(TensorBlock block)
        {
            FindMean(block);
            var length = Vector256.Create(meanLength);
            foreach (ref Vector256<float> value in mean.Vectors(0)[..block.Vectors])
                value = T.Round(value / length);
        }

        private void FindTangent(TensorBlock block)
        {
            FindDirection(block);
            for (int i = 0; i < count; i++)
            {
                Span<Vector256<float>> term = terms.Vectors(i)[..block.Vectors];
                ReadOnlySpan<Vector256<float>> u = units.Vectors(i)[..term.Length],
                    m = mean.Vectors(0)[..term.Length];
                Vector256<float> dot = Vector256.Create(dots[i]),
                    weight = Vector256.Create(kernel.weights[i]);
                for (int k = 0; k < term.Length; k++)
                    term[k] = T.Round(T.Round(u[k] - T.Round(dot * m[k])) * weight);
            }
            Sum(block, tangent);
        }

        private void WriteMapped(TensorBlock block, float cosine, float sine, float length)
        {
            FindTangent(block);
            Span<Vector256<float>> output = block.OutputVectors;
            ReadOnlySpan<Vector256<float>> m = mean.Vectors(0)[..output.Length],
                t = tangent.Vectors(0)[..output.Length];
            Vector256<float> c = Vector256.Create(cosine),
                s = Vector256.Create(sine),
                l = Vector256.Create(length);
            for (int k = 0; k < output.Length; k++)
                output[k] = T.Round(T.Round(T.Round(m[k] * c) + T.Round(t[k] * s)) * l);
            AddBase(block, output);
        }

        /// <summary>Opposite vectors have no mean direction: their weighted sum is as good as anything.</summary>
        private void WriteWeightedSum(TensorBlock block)
        {
            for (int i = 0; i < count; i++)
            {
                Subtract(block, i);
                ReadOnlySpan<Vector256<float>> x = block.Input(kernel.others[i]);
                Span<Vector256<float>> term = terms.Vectors(i)[..x.Length];
                var weight = Vector256.Create(kernel.weights[i]);
                for (int k = 0; k < x.Length; k++)
                    term[k] = T.Round(x[k] * weight);
            }
            Sum(block, mean);
            mean[0][..block.Count].CopyTo(block.Output);
            AddBase(block, block.OutputVectors);
        }

        private void Sum(TensorBlock block, Blocks result)
        {
            StackedSum.Of(terms, result.Padded(0), block.Count, block.Start, tensor.Elements, T.IsHalf);
            foreach (ref Vector256<float> value in result.Vectors(0)[..block.Vectors])
                value = T.Round(value);
        }

        private void AddBase(TensorBlock block, Span<Vector256<float>> output)
        {
            if (kernel.baseInput is not { } origin)
                return;
            ReadOnlySpan<Vector256<float>> start = block.Input(origin)[..output.Length];
            for (int k = 0; k < output.Length; k++)
                output[k] = T.Round(output[k] + start[k]);
        }
    }
}
