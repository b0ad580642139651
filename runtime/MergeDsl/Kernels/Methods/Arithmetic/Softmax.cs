using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>The softmax of a row, with the exponential and the order of sums of the reference on a processor with 512-bit vectors.</summary>
internal static class Softmax
{
    private const int Lanes = 16;

    private static readonly float[] Polynomial =
    [
        0.00139304355252534151f,
        0.00833336077630519867f,
        0.0416664853692054749f,
        0.166666671633720398f,
        0.5f,
    ];

    /// <summary>Computes a row, rounded to the dtype.</summary>
    /// <param name="row">The row.</param>
    /// <param name="result">As many elements and room for whole vectors.</param>
    public static void Of<T>(ReadOnlySpan<float> row, Span<float> result)
        where T : struct, IWorkType
    {
        float greatest = TensorPrimitives.Max(row);
        TensorPrimitives.Subtract(row, greatest, result);
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(result)[..Padding.Vectors(row.Length)];
        foreach (ref Vector256<float> value in vectors)
            value = Exponential(value);
        var factor = Vector256.Create(1 / Sum(result[..row.Length], T.IsHalf));
        foreach (ref Vector256<float> value in vectors)
            value = T.Round(value * factor);
    }

    private static float Sum(ReadOnlySpan<float> values, bool isHalf)
    {
        float total = 0;
        if (values.Length < Lanes)
        {
            foreach (float value in values)
                total += value;
            return total;
        }
        ReadOnlySpan<float> rest = values[(values.Length / Lanes * Lanes)..];
        Span<float> lanes = stackalloc float[Lanes];
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(values[..^rest.Length]);
        Vector256<float> low = default,
            high = default;
        for (int i = 0; i < vectors.Length; i += 2)
        {
            low += vectors[i];
            high += vectors[i + 1];
        }
        low.CopyTo(lanes);
        high.CopyTo(lanes[8..]);
        if (!isHalf)
        {
            for (int i = 0; i < rest.Length; i++)
                lanes[i] += rest[i];
        }
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                lanes[i] += lanes[i + half];
        }
        total = lanes[0];
        if (isHalf)
        {
            foreach (float value in rest)
                total += value;
        }
        return total;
    }

    private static Vector256<float> Exponential(Vector256<float> z)
    {
        Vector256<float> k = Vector256.Round(z * Vector256.Create(1.44269504f));
        Vector256<float> r = Vector256.FusedMultiplyAdd(k, Vector256.Create(-0.693145751953125f), z);
        r = Vector256.FusedMultiplyAdd(k, Vector256.Create(-1.428606765330187e-06f), r);
        var u = Vector256.Create(0.000198527617612853646f);
        foreach (float c in Polynomial)
            u = Vector256.FusedMultiplyAdd(u, r, Vector256.Create(c));
        u = Vector256.Create(1f) + Vector256.FusedMultiplyAdd(r * r, u, r);
        // By 2^k in two steps, of which only the second may round.
        Vector256<int> exponent = Vector256.ConvertToInt32(Vector256.Max(k, Vector256.Create(-190f)));
        Vector256<float> scale = ((exponent + Vector256.Create(64 + 127)) << 23).AsSingle();
        Vector256<float> scaled = (u * scale) * Vector256.Create(5.421010862427522e-20f);
        Vector256<float> result = Vector256.ConditionalSelect(
            Vector256.LessThan(z, Vector256.Create(-104f)),
            Vector256<float>.Zero,
            scaled
        );
        return Vector256.ConditionalSelect(Vector256.Equals(z, z), result, z);
    }
}
