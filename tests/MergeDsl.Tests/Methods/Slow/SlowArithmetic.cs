namespace MergeDsl.Tests.Methods.Slow;

/// <summary>The reference's arithmetic, one element at a time, as its documentation has it: no vectors, no blocks, nothing of the engine's.</summary>
/// <param name="dtype">The dtype that every operation is rounded to.</param>
internal sealed class SlowArithmetic(TensorDType dtype)
{
    public TensorDType DType => dtype;

    public bool IsHalf => dtype != TensorDType.F32;

    /// <summary>The nearest value of the dtype, ties to even: by the distance of its numbers at this magnitude.</summary>
    public float R(float x)
    {
        if (!IsHalf || x == 0 || !float.IsFinite(x))
            return x;
        (int least, int digits, double greatest) = dtype == TensorDType.BF16 ? (-126, 7, Math.ScaleB(255, 120)) : (-14, 10, 65504.0);
        double distance = Math.ScaleB(1, Math.Max(Math.ILogB(x), least) - digits);
        double rounded = Math.Round(x / distance, MidpointRounding.ToEven) * distance;
        if (Math.Abs(rounded) > greatest)
            return x > 0 ? float.PositiveInfinity : float.NegativeInfinity;
        return rounded == 0 && x < 0 ? -0f : (float)rounded;
    }

    public float[] Map(float[] x, Func<float, float> function) => [.. x.Select(value => R(function(value)))];

    public float[] Map(float[] x, float[] y, Func<float, float, float> function) =>
        [.. x.Zip(y, (left, right) => R(function(left, right)))];

    public float[] Subtract(float[] x, float[] y) => Map(x, y, (left, right) => left - right);

    /// <summary>The sum of contiguous elements, not rounded: lanes, four interleaved cascades.</summary>
    public float F(IReadOnlyList<float> x)
    {
        int width = IsHalf ? 16 : 8,
            vectors = x.Count / width;
        if (vectors == 0)
            return Interleaved([.. x.Select(value => new[] { value })], 1)[0];
        float[][] items =
        [
            .. Enumerable
                .Range(0, vectors)
                .Select(j => Enumerable.Range(0, 8).Select(i => IsHalf ? x[(16 * j) + i] + x[(16 * j) + 8 + i] : x[(8 * j) + i]).ToArray()),
        ];
        float[] lanes = Interleaved(items, 8);
        float total = 0;
        for (int i = vectors * width; i < x.Count; i++)
            total += x[i];
        foreach (float lane in lanes)
            total += lane;
        return total;
    }

    /// <summary>The sum over models of the element at an index, not rounded.</summary>
    public float A(IReadOnlyList<float[]> terms, int index)
    {
        int all = terms[0].Length;
        if (all == 1)
            return F([.. terms.Select(term => term[0])]);
        int boundary = all < (IsHalf ? 16 : 8) ? all / 4 * 4 : all / 32 * 32;
        float[] column = [.. terms.Select(term => term[index])];
        if (terms.Count <= 3)
        {
            float sum = 0;
            foreach (float term in column)
                sum += term;
            return sum;
        }
        return index < boundary
            ? Cascade([.. column.Select(term => new[] { term })], 1)[0]
            : Interleaved([.. column.Select(term => new[] { term })], 1)[0];
    }

    public float[] A(IReadOnlyList<float[]> terms) => [.. Enumerable.Range(0, terms[0].Length).Select(index => R(A(terms, index)))];

    /// <summary>The length of a vector, rounded.</summary>
    public float N(float[] x)
    {
        float total = 0;
        if (dtype == TensorDType.F16)
        {
            foreach (float value in x)
                total += value * value;
            return R(MathF.Sqrt(total));
        }
        float[] lanes = new float[8];
        int whole = x.Length / 8 * 8;
        for (int i = 0; i < whole; i++)
            lanes[i % 8] += x[i] * x[i];
        foreach (float lane in lanes)
            total += lane;
        int rest = whole + ((x.Length - whole) / 4 * 4);
        for (int i = whole; i < rest; i++)
            total += x[i] * x[i];
        for (int i = rest; i < x.Length; i++)
            total = MathF.FusedMultiplyAdd(x[i], x[i], total);
        return R(MathF.Sqrt(total));
    }

    /// <summary>The dot product, rounded.</summary>
    public float D(float[] x, float[] y)
    {
        if (!IsHalf)
            return (float)x.Zip(y, (left, right) => (double)left * right).Sum();
        int whole = x.Length / 64 * 64,
            eights = x.Length / 8 * 8;
        float[] lanes = new float[64],
            last = new float[8];
        for (int i = 0; i < whole; i++)
            lanes[i % 64] += x[i] * y[i];
        for (int i = whole; i < eights; i++)
            last[i % 8] += x[i] * y[i];
        float total = Halve(lanes);
        if (whole < eights)
            total += Halve(last);
        for (int i = eights; i < x.Length; i++)
            total += x[i] * y[i];
        return R(total);
    }

    public static float Halve(float[] lanes)
    {
        float[] c = [.. lanes];
        for (int half = c.Length / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                c[i] += c[i + half];
        }
        return c[0];
    }

    private static float[] Interleaved(float[][] items, int width)
    {
        int each = items.Length / 4;
        float[][] partials =
        [
            .. Enumerable.Range(0, 4).Select(k => Cascade([.. Enumerable.Range(0, each).Select(j => items[(4 * j) + k])], width)),
        ];
        foreach (float[] item in items.Skip(4 * each))
            Add(partials[0], item);
        for (int k = 1; k < 4; k++)
            Add(partials[0], partials[k]);
        return partials[0];
    }

    private static float[] Cascade(float[][] items, int width)
    {
        int q = Math.Max(4, (items.Length <= 1 ? 0 : (int)Math.Ceiling(Math.Log2(items.Length))) / 4),
            s = 1 << q;
        float[][] a = [.. Enumerable.Range(0, 4).Select(_ => new float[width])];
        for (int i = 1; i <= items.Length; i++)
        {
            Add(a[0], items[i - 1]);
            if (i % s != 0)
                continue;
            for (int j = 1; j <= 3; j++)
            {
                Add(a[j], a[j - 1]);
                Array.Clear(a[j - 1]);
                if ((i & ((long)(s - 1) << (j * q))) != 0)
                    break;
            }
        }
        for (int j = 1; j < 4; j++)
            Add(a[0], a[j]);
        return a[0];
    }

    private static void Add(float[] to, float[] item)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] += item[i];
    }
}
