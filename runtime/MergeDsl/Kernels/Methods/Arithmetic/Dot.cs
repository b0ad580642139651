using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>The dot product of two vectors: for 16 bits in 64 float32 lanes as in the reference, for float32 in double. Takes pieces whose lengths are multiples of 64, save the last.</summary>
/// <typeparam name="T">The dtype of the elements.</typeparam>
internal sealed class Dot<T>
    where T : struct, IWorkType
{
    private const int Lanes = 64;

    private readonly Vector256<float>[] lanes = new Vector256<float>[Lanes / 8];
    private float rest;
    private bool hasRest;
    private double wide;

    /// <summary>Adds the next elements.</summary>
    public void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (!T.IsHalf)
        {
            double sum = 0;
            for (int i = 0; i < left.Length; i++)
                sum += (double)left[i] * right[i];
            wide += sum;
            return;
        }
        int whole = left.Length / Lanes * Lanes;
        ReadOnlySpan<Vector256<float>> l = MemoryMarshal.Cast<float, Vector256<float>>(left[..whole]),
            r = MemoryMarshal.Cast<float, Vector256<float>>(right[..whole]);
        for (int i = 0; i < l.Length; i++)
            lanes[i % lanes.Length] += l[i] * r[i];
        if (whole == left.Length)
            return;
        hasRest = true;
        left = left[whole..];
        right = right[whole..];
        var eight = Vector256<float>.Zero;
        for (; left.Length >= 8; left = left[8..], right = right[8..])
            eight += Vector256.Create(left) * Vector256.Create(right);
        rest = Halve(lanes) + Halve([eight]);
        for (int i = 0; i < left.Length; i++)
            rest += left[i] * right[i];
    }

    /// <summary>The product, rounded to the dtype.</summary>
    public float Total() =>
        T.Round(
            !T.IsHalf ? (float)wide
            : hasRest ? rest
            : Halve(lanes)
        );

    private static float Halve(ReadOnlySpan<Vector256<float>> vectors)
    {
        Span<Vector256<float>> halves = stackalloc Vector256<float>[8];
        vectors.CopyTo(halves);
        for (int count = vectors.Length / 2; count > 0; count /= 2)
        {
            for (int i = 0; i < count; i++)
                halves[i] += halves[i + count];
        }
        Vector128<float> four = halves[0].GetLower() + halves[0].GetUpper();
        Vector64<float> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }
}
