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
        // In variables, for the sums would go through memory at every step.
        (Vector256<float> s0, Vector256<float> s1, Vector256<float> s2, Vector256<float> s3) = (lanes[0], lanes[1], lanes[2], lanes[3]);
        (Vector256<float> s4, Vector256<float> s5, Vector256<float> s6, Vector256<float> s7) = (lanes[4], lanes[5], lanes[6], lanes[7]);
        for (; l.Length >= 8 && r.Length >= 8; l = l[8..], r = r[8..])
        {
            s0 += l[0] * r[0];
            s1 += l[1] * r[1];
            s2 += l[2] * r[2];
            s3 += l[3] * r[3];
            s4 += l[4] * r[4];
            s5 += l[5] * r[5];
            s6 += l[6] * r[6];
            s7 += l[7] * r[7];
        }
        (lanes[0], lanes[1], lanes[2], lanes[3]) = (s0, s1, s2, s3);
        (lanes[4], lanes[5], lanes[6], lanes[7]) = (s4, s5, s6, s7);
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
