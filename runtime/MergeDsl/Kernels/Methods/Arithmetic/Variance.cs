using System.Numerics;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>The population variance over models, element by element: in double, rounded once.</summary>
/// <typeparam name="T">The dtype of the elements.</typeparam>
/// <param name="elements">The most elements of a block.</param>
internal sealed class Variance<T>(int elements)
    where T : struct, IWorkType
{
    private readonly Vector256<double>[] means = new Vector256<double>[Padding.Vectors(elements) * 2],
        squares = new Vector256<double>[Padding.Vectors(elements) * 2];

    /// <summary>The variance of every element of a block.</summary>
    public void Of(Blocks values, Span<Vector256<float>> result)
    {
        Span<Vector256<double>> mean = means.AsSpan(0, result.Length * 2),
            square = squares.AsSpan(0, mean.Length);
        Start(values.Vectors(0)[..result.Length], mean, square);
        for (int i = 1; i < values.Count; i++)
            Add(values.Vectors(i)[..result.Length], i + 1, mean, square);
        (double divisor, bool multiplies) = Divisor(values.Count);
        var by = Vector256.Create(divisor);
        for (int k = 0; k < result.Length; k++)
        {
            Vector256<double> low = square[2 * k],
                high = square[(2 * k) + 1];
            result[k] = T.Round(multiplies ? Vector256.Narrow(low * by, high * by) : Vector256.Narrow(low / by, high / by));
        }
    }

    private static void Start(ReadOnlySpan<Vector256<float>> values, Span<Vector256<double>> mean, Span<Vector256<double>> square)
    {
        for (int k = 0; k < values.Length; k++)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(values[k]);
            (mean[2 * k], mean[(2 * k) + 1]) = (low, high);
            // 0 where the value is finite, and never -0.
            (square[2 * k], square[(2 * k) + 1]) = (
                Vector256<double>.Zero + (low * (low - low)),
                Vector256<double>.Zero + (high * (high - high))
            );
        }
    }

    /// <summary>A step of Welford's method: equal values have no variance at all.</summary>
    private static void Add(ReadOnlySpan<Vector256<float>> values, int count, Span<Vector256<double>> mean, Span<Vector256<double>> square)
    {
        (double divisor, bool multiplies) = Divisor(count);
        var by = Vector256.Create(divisor);
        for (int k = 0; k < values.Length; k++)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(values[k]);
            Add(low, by, multiplies, ref mean[2 * k], ref square[2 * k]);
            Add(high, by, multiplies, ref mean[(2 * k) + 1], ref square[(2 * k) + 1]);
        }
    }

    private static void Add(
        Vector256<double> value,
        Vector256<double> by,
        bool multiplies,
        ref Vector256<double> mean,
        ref Vector256<double> squares
    )
    {
        Vector256<double> before = value - mean;
        mean += multiplies ? before * by : before / by;
        squares += before * (value - mean);
    }

    /// <summary>A division by a count: for a power of two, as of two or four models, it multiplies, which gives the same bits and is many times faster.</summary>
    private static (double By, bool Multiplies) Divisor(int count) => BitOperations.IsPow2(count) ? (1.0 / count, true) : (count, false);
}
