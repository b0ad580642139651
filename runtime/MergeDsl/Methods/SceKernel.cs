using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Methods;

/// <summary><c>sce</c>: selects the elements in which the models differ most, weighs the models by the energy of their task vectors, and erases what goes against the sign of the sum.</summary>
internal sealed class SceKernel<T> : MethodKernel
    where T : struct, IWorkType
{
    private readonly int baseInput;
    private readonly int[] others;
    private readonly double share;

    public SceKernel(MethodSettings settings)
    {
        baseInput = settings.Base!.Value;
        others = settings.Others;
        share = settings.Number("select_topk");
    }

    public override void Run(TensorStream tensor) => new Pass(this, tensor).Run();

    private sealed class Pass(SceKernel<T> kernel, TensorStream tensor)
    {
        private readonly int count = kernel.others.Length;
        private readonly Blocks terms = new(kernel.others.Length, Blocks.Elements), weights = new(kernel.others.Length, Blocks.Elements);
        private readonly Blocks variance = new(1, Blocks.Elements), mask = new(1, Blocks.Elements);
        private RankSelection<T>? selection;

        public void Run()
        {
            if (kernel.share < 1) selection = Select();
            float[] shares = Energies();
            selection?.Restart();
            tensor.Write(block =>
            {
                FindTaskVectors(block);
                Fuse(block, shares);
            });
        }

        private RankSelection<T> Select()
        {
            RankSelection<T> found = new(0, tensor.Elements);
            long nonZero = 0;
            for (bool isFirst = true; found.NeedsPass; isFirst = false)
            {
                tensor.Read(block =>
                {
                    Subtract(block);
                    Variance<T>.Over(terms, variance.Vectors(0)[..block.Vectors]);
                    ReadOnlySpan<float> values = variance[0][..block.Count];
                    if (isFirst) nonZero += NonZeros(values);
                    found.Count(values);
                });
                if (isFirst) found.Limit(kernel.share <= 0 ? 0 : (long)((float)nonZero * (float)kernel.share));
                if (found.NeedsPass) found.EndPass();
            }
            return found;
        }

        private static int NonZeros(ReadOnlySpan<float> values)
        {
            ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(values);
            Vector256<int> zeros = Vector256<int>.Zero;
            foreach (Vector256<float> vector in vectors) zeros -= Vector256.Equals(vector, Vector256<float>.Zero).AsInt32();
            return values.Length - Vector256.Sum(zeros) - values[(vectors.Length * Vector256<float>.Count)..].Count(0f);
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
                    for (int k = 0; k < square.Length; k++) square[k] = T.Round(x[k] * x[k]);
                    sums[i].Add(weights[i][..block.Count]);
                }
            });
            float[] means = [.. sums.Select(sum => T.Round(sum.Total() / tensor.Elements))];
            float total = T.Round(FlatSum<T>.Of(means));
            return [.. means.Select(mean => Math.Abs((double)total) < 1e-6 ? T.Round((float)(1.0 / count)) : T.Round(mean / total))];
        }

        private void Subtract(TensorBlock block)
        {
            for (int i = 0; i < count; i++) Deltas.Subtract<T>(block.Input(kernel.others[i]), block.Input(kernel.baseInput), terms.Vectors(i));
        }

        private void FindTaskVectors(TensorBlock block)
        {
            Subtract(block);
            if (selection is null) return;
            Variance<T>.Over(terms, variance.Vectors(0)[..block.Vectors]);
            selection.Mark(variance[0][..block.Count], mask.Padded(0));
            ReadOnlySpan<Vector256<float>> marks = mask.Vectors(0)[..block.Vectors];
            for (int i = 0; i < count; i++)
            {
                Span<Vector256<float>> x = terms.Vectors(i)[..marks.Length];
                for (int k = 0; k < marks.Length; k++) x[k] *= marks[k];
            }
        }

        private void Fuse(TensorBlock block, float[] shares)
        {
            Span<Vector256<float>> output = block.OutputVectors;
            StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, tensor.Elements, T.IsHalf);
            Vector256<float> zero = Vector256<float>.Zero, one = Vector256.Create(1f), smallest = Vector256.Create(T.Round(1e-6f));
            for (int i = 0; i < count; i++)
            {
                Span<Vector256<float>> x = terms.Vectors(i)[..output.Length], weight = weights.Vectors(i)[..output.Length];
                var share = Vector256.Create(shares[i]);
                for (int k = 0; k < output.Length; k++)
                {
                    Vector256<float> isPositive = Vector256.GreaterThanOrEqual(T.Round(output[k]), zero);
                    weight[k] = share * (Vector256.ConditionalSelect(isPositive, Vector256.GreaterThan(x[k], zero), Vector256.LessThan(x[k], zero)) & one);
                    x[k] = T.Round(x[k] * weight[k]);
                }
            }
            StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, tensor.Elements, T.IsHalf);
            StackedSum.Of(weights, variance.Padded(0), block.Count, block.Start, tensor.Elements, T.IsHalf);
            ReadOnlySpan<Vector256<float>> divisors = variance.Vectors(0)[..output.Length], start = block.Input(kernel.baseInput)[..output.Length];
            for (int k = 0; k < output.Length; k++)
            {
                output[k] = T.Round(start[k] + T.Round(T.Round(output[k]) / Vector256.Max(T.Round(divisors[k]), smallest)));
            }
        }
    }
}

/// <summary>The population variance over models, element by element: in double, rounded once.</summary>
internal static class Variance<T>
    where T : struct, IWorkType
{
    private const int MostOnStack = 64;

    public static void Over(Blocks values, Span<Vector256<float>> result)
    {
        int count = values.Count;
        nuint stride = (nuint)values.Stride;
        ref float rows = ref MemoryMarshal.GetReference(values.Rows(count));
        Span<Divisor> seen = count <= MostOnStack ? stackalloc Divisor[count] : new Divisor[count];
        for (int i = 0; i < count; i++) seen[i] = new(i + 1);
        Divisor all = seen[^1];
        for (int k = 0; k < result.Length; k++)
        {
            ref float value = ref Unsafe.Add(ref rows, k * Vector256<float>.Count);
            (Vector256<double> meanLow, Vector256<double> meanHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref value));
            // 0 where the first value is finite, and never -0.
            Vector256<double> squaresLow = Vector256<double>.Zero + (meanLow * (meanLow - meanLow)), squaresHigh = Vector256<double>.Zero + (meanHigh * (meanHigh - meanHigh));
            for (int i = 1; i < count; i++)
            {
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.LoadUnsafe(ref value, (nuint)i * stride));
                Add(low, seen[i], ref meanLow, ref squaresLow);
                Add(high, seen[i], ref meanHigh, ref squaresHigh);
            }
            result[k] = T.Round(Vector256.Narrow(all.Divide(squaresLow), all.Divide(squaresHigh)));
        }
    }

    /// <summary>A step of Welford's method: equal values have no variance at all.</summary>
    private static void Add(Vector256<double> value, Divisor count, ref Vector256<double> mean, ref Vector256<double> squares)
    {
        Vector256<double> before = value - mean;
        mean += count.Divide(before);
        squares += before * (value - mean);
    }

    /// <summary>Divides by a count: by a power of two, as of two or four models, it multiplies, which is the same and many times faster.</summary>
    private readonly struct Divisor(int count)
    {
        private readonly bool isPowerOfTwo = BitOperations.IsPow2(count);
        private readonly double number = BitOperations.IsPow2(count) ? 1.0 / count : count;

        public Vector256<double> Divide(Vector256<double> value) => isPowerOfTwo ? value * Vector256.Create(number) : value / Vector256.Create(number);
    }
}
