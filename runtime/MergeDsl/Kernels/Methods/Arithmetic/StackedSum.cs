using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>The sum over models, element by element, in the order of the reference: one after the other up to three; from four on by a cascade, and by four interleaved partial sums in the last elements of a tensor.</summary>
internal static class StackedSum
{
    private const int Partials = 4,
        Levels = 4;

    /// <summary>The first element that is summed by interleaved partial sums.</summary>
    /// <param name="elements">The number of elements of the tensor.</param>
    /// <param name="isHalf">Whether they have 16 bits.</param>
    public static long Boundary(long elements, bool isHalf) => elements < (isHalf ? 16 : 8) ? elements / 4 * 4 : elements / 32 * 32;

    /// <summary>Sums a block over the models; the result is not rounded to the dtype.</summary>
    /// <param name="terms">The blocks of the models.</param>
    /// <param name="result">The sums.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="start">The index of the first element in the tensor.</param>
    /// <param name="elements">The number of elements of the tensor.</param>
    /// <param name="isHalf">Whether they have 16 bits.</param>
    public static void Of(Blocks terms, Span<float> result, int count, long start, long elements, bool isHalf)
    {
        if (elements == 1)
        {
            // The models are then contiguous.
            Span<float> column = terms.Count <= 64 ? stackalloc float[terms.Count] : new float[terms.Count];
            for (int model = 0; model < terms.Count; model++)
                column[model] = terms[model][0];
            result[0] = Flat(column, isHalf);
            return;
        }
        int vectors = Padding.Vectors(count);
        Span<Vector256<float>> sums = MemoryMarshal.Cast<float, Vector256<float>>(result[..(vectors * 8)]);
        if (terms.Count < 16)
        {
            ReadOnlySpan<Vector256<float>> first = terms.Vectors(0)[..vectors];
            // Sums begin at zero: one of negative zeros is positive.
            if (terms.Count == 1)
            {
                for (int i = 0; i < sums.Length; i++)
                    sums[i] = Vector256<float>.Zero + first[i];
            }
            else
            {
                ReadOnlySpan<Vector256<float>> second = terms.Vectors(1)[..vectors];
                for (int i = 0; i < sums.Length; i++)
                    sums[i] = (Vector256<float>.Zero + first[i]) + second[i];
            }
            for (int model = 2; model < terms.Count; model++)
            {
                ReadOnlySpan<Vector256<float>> next = terms.Vectors(model)[..vectors];
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += next[i];
            }
        }
        else
        {
            var cascade = new Cascade(terms.Count);
            for (int i = 0; i < sums.Length; i++)
                sums[i] = Column(terms, i, cascade);
        }
        if (terms.Count <= 3)
            return;
        for (long i = Math.Max(Boundary(elements, isHalf), start); i < start + count; i++)
            result[(int)(i - start)] = Interleaved(terms, (int)(i - start));
    }

    /// <summary>Sums one element over the models; the result is not rounded to the dtype.</summary>
    /// <param name="terms">The element of each model.</param>
    /// <param name="index">Its index in the tensor.</param>
    /// <param name="elements">The number of elements of the tensor.</param>
    /// <param name="isHalf">Whether they have 16 bits.</param>
    public static float Of(ReadOnlySpan<float> terms, long index, long elements, bool isHalf)
    {
        if (elements == 1)
            return Flat(terms, isHalf);
        var sum = new ColumnSum(1, terms.Length, index, elements, isHalf);
        foreach (float term in terms)
            sum.Add([term]);
        Span<float> result = stackalloc float[1];
        sum.Total(result);
        return result[0];
    }

    private static float Flat(ReadOnlySpan<float> terms, bool isHalf) =>
        isHalf ? FlatSum<BFloat16Work>.Of(terms) : FlatSum<Float32Work>.Of(terms);

    private static Vector256<float> Column(Blocks terms, int i, Cascade cascade)
    {
        Vector256<float> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default;
        for (int model = 0; model < terms.Count; model++)
        {
            s0 += terms.Vectors(model)[i];
            int items = model + 1;
            if (items % cascade.Steps != 0)
                continue;
            int carries = cascade.Carries(items);
            s1 += s0;
            s0 = default;
            if (carries < 2)
                continue;
            s2 += s1;
            s1 = default;
            if (carries < 3)
                continue;
            s3 += s2;
            s2 = default;
        }
        return ((s0 + s1) + s2) + s3;
    }

    private static float Interleaved(Blocks terms, int i)
    {
        Span<float> sums = stackalloc float[Partials * Levels];
        sums.Clear();
        int items = terms.Count / Partials;
        var cascade = new Cascade(items);
        for (int item = 0; item < items; item++)
        {
            for (int p = 0; p < Partials; p++)
                sums[p] += terms[(item * Partials) + p][i];
            if ((item + 1) % cascade.Steps != 0)
                continue;
            for (int level = 1; level <= cascade.Carries(item + 1); level++)
            {
                for (int p = 0; p < Partials; p++)
                {
                    sums[(level * Partials) + p] += sums[((level - 1) * Partials) + p];
                    sums[((level - 1) * Partials) + p] = 0;
                }
            }
        }
        Span<float> partials = stackalloc float[Partials];
        for (int p = 0; p < Partials; p++)
            partials[p] = ((sums[p] + sums[Partials + p]) + sums[(2 * Partials) + p]) + sums[(3 * Partials) + p];
        for (int model = items * Partials; model < terms.Count; model++)
            partials[0] += terms[model][i];
        return ((partials[0] + partials[1]) + partials[2]) + partials[3];
    }
}
