using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Samples;

/// <summary>The few operations of a forward pass, in float32 and in one fixed order: the same inputs give the same bits, wherever they lie in memory.</summary>
internal static class Arithmetic
{
    /// <summary>The dot product of two vectors of one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        // Eight partial sums from the first element on. TensorPrimitives.Dot starts where memory is aligned, so its last bit may change with the address.
        Vector256<float> sums = Vector256<float>.Zero;
        int index = 0;
        for (; index <= left.Length - 8; index += 8)
        {
            sums += Vector256.Create(left.Slice(index, 8)) * Vector256.Create(right.Slice(index, 8));
        }
        float sum = Vector256.Sum(sums);
        for (; index < left.Length; index++) sum += left[index] * right[index];
        return sum;
    }

    /// <summary>The product of a matrix, row after row, with a vector.</summary>
    /// <param name="matrix">[rows × columns].</param>
    /// <param name="vector">[columns].</param>
    /// <param name="product">[rows].</param>
    public static void Multiply(ReadOnlySpan<float> matrix, ReadOnlySpan<float> vector, Span<float> product)
    {
        for (int row = 0; row < product.Length; row++) product[row] = Dot(matrix.Slice(row * vector.Length, vector.Length), vector);
    }

    /// <summary>Adds a vector to another.</summary>
    public static void Add(ReadOnlySpan<float> addend, Span<float> sum)
    {
        for (int index = 0; index < sum.Length; index++) sum[index] += addend[index];
    }

    /// <summary>A vector divided by its root mean square, times a weight per element.</summary>
    public static void NormaliseRootMeanSquare(ReadOnlySpan<float> vector, ReadOnlySpan<float> weight, float epsilon, Span<float> normalised)
    {
        float scale = 1 / MathF.Sqrt((Dot(vector, vector) / vector.Length) + epsilon);
        for (int index = 0; index < vector.Length; index++) normalised[index] = weight[index] * (vector[index] * scale);
    }

    /// <summary>Turns scores into weights that sum to 1.</summary>
    public static void Softmax(Span<float> scores)
    {
        float maximum = float.NegativeInfinity;
        foreach (float score in scores) maximum = MathF.Max(maximum, score);
        float sum = 0;
        foreach (ref float score in scores) sum += score = MathF.Exp(score - maximum);
        foreach (ref float score in scores) score /= sum;
    }

    /// <summary>Multiplies <paramref name="gated"/> by <c>silu(gate) = gate × sigmoid(gate)</c>.</summary>
    public static void GateBySilu(ReadOnlySpan<float> gate, Span<float> gated)
    {
        for (int index = 0; index < gated.Length; index++) gated[index] *= gate[index] / (1 + MathF.Exp(-gate[index]));
    }

    /// <summary>Rotates a head's pairs (i, i + half) by the angles of a position.</summary>
    public static void Rotate(Span<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        int half = head.Length / 2;
        for (int index = 0; index < half; index++)
        {
            (float first, float second) = (head[index], head[half + index]);
            head[index] = (first * cosines[index]) - (second * sines[index]);
            head[half + index] = (second * cosines[index]) + (first * sines[index]);
        }
    }

    /// <summary>The index of the largest element, the first one of several.</summary>
    public static int IndexOfMaximum(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int index = 1; index < values.Length; index++)
        {
            if (values[index] > values[best]) best = index;
        }
        return best;
    }
}
