namespace MergeDsl.Tests.Methods.Slow;

/// <summary>The methods that take tensors as vectors with a direction.</summary>
internal static class SlowSpheres
{
    private static float Sin(float x) => (float)Math.Sin(x);

    private static float Cos(float x) => (float)Math.Cos(x);

    private static float Acos(float x) => (float)Math.Acos(x);

    public static float[] Slerp(SlowCase c)
    {
        var a = new SlowArithmetic(TensorDType.F32);
        float[] x = c.Start,
            y = c.Inputs[c.Others[0]];
        float t = (float)c.Shared["t"];
        // No tensor of these tests has more than one chunk of the reference's.
        float Length(float[] v) => a.N([a.N(v)]) is var length && length > 1e-8 ? length : 1;
        float lx = Length(x),
            ly = Length(y),
            dot = Math.Clamp(a.F([a.F(a.Map(x, y, (l, r) => (l / lx) * (r / ly)))]), -1f, 1f),
            left = 1 - t,
            right = t;
        if (!(MathF.Abs(dot) > 0.9995f))
        {
            float angle = Acos(dot),
                sine = Sin(angle);
            left = Sin((1 - t) * angle) / sine;
            right = Sin(t * angle) / sine;
        }
        return a.Map(x, y, (l, r) => (left * l) + (right * r));
    }

    public static float[] Nuslerp(SlowCase c, SlowArithmetic a)
    {
        int[] others = c.Others;
        float[] x = c.Inputs[others[0]],
            y = c.Inputs[others[1]];
        if (c.Base is not null)
            (x, y) = (a.Subtract(x, c.Start), a.Subtract(y, c.Start));
        double w1 = c.Own[others[0]]["weight"],
            w2 = c.Own[others[1]]["weight"],
            t = Math.Abs(w1 + w2) < 1e-6 ? 0.5 : w2 / (w1 + w2);
        float[] output = new float[x.Length];
        bool isColumns = c.Shared["nuslerp_row_wise"] != 0,
            isWhole = c.Shared["nuslerp_flatten"] != 0 || c.Shape.Length < 2;
        int columns = isWhole ? 1 : x.Length / c.Shape[0];
        int[][] vectors =
            isWhole
                ?
                [
                    [.. Enumerable.Range(0, x.Length)],
                ]
            : isColumns
                ?
                [
                    .. Enumerable
                        .Range(0, columns)
                        .Select(column => Enumerable.Range(0, c.Shape[0]).Select(row => (row * columns) + column).ToArray()),
                ]
            : [.. Enumerable.Range(0, x.Length).Chunk(c.Shape[^1])];
        bool isSpread = isColumns && !isWhole && columns > 1;
        float[][] units = [new float[x.Length], new float[x.Length]];
        foreach (int[] vector in vectors)
        {
            foreach ((float[] from, float[] to) in ((float[], float[])[])[(x, units[0]), (y, units[1])])
            {
                float[] v = [.. vector.Select(i => from[i])];
                float length = MathF.Max(
                    isSpread ? a.R(MathF.Sqrt(v.Aggregate(0f, (sum, value) => sum + (value * value)))) : a.N(v),
                    a.R(1e-7f)
                );
                foreach (int i in vector)
                    to[i] = a.R(from[i] / length);
            }
        }
        float[] products = a.Map(units[0], units[1], (l, r) => l * r);
        for (int index = 0; index < vectors.Length; index++)
        {
            int[] vector = vectors[index];
            float sum = isSpread
                ? a.A([.. Enumerable.Range(0, c.Shape[0]).Select(row => products[(row * columns)..((row + 1) * columns)])], index)
                : a.F([.. vector.Select(i => products[i])]);
            float cosine = Math.Clamp(a.R(sum), -1f, 1f);
            bool isColinear = a.R(1 - a.R(cosine * cosine)) <= a.R(1e-16f);
            float angle = a.R(Acos(cosine)),
                sine = a.R(Sin(angle)),
                left = (float)(1 - t),
                right = (float)t;
            if (!isColinear)
                (left, right) = (a.R(Sin(a.R(angle * left))), a.R(Sin(a.R(angle * right))));
            foreach (int i in vector)
            {
                float mixed = a.R(a.R(left * x[i]) + a.R(right * y[i]));
                output[i] = isColinear ? mixed : a.R(mixed / sine);
            }
        }
        return c.Base is null ? output : a.Map(c.Start, output, (b, d) => b + d);
    }

    public static float[] Multislerp(SlowCase c, SlowArithmetic a)
    {
        float[][] x = [.. c.Others.Select(other => c.Base is null ? c.Inputs[other] : a.Subtract(c.Inputs[other], c.Start))];
        float[] w = [.. c.Others.Select(other => a.R((float)c.Own[other]["weight"]))];
        if (c.Shared["normalize_weights"] != 0)
        {
            float sum = a.R(a.F(w));
            w = a.Map(w, value => value / sum);
        }
        float eps = a.R((float)c.Shared["eps"]);
        float[] lengths = [.. x.Select(a.N)];
        float[][] u = [.. x.Select((v, i) => a.Map(v, value => value / a.R(lengths[i] + eps)))];
        float[] m = a.A([.. u.Select((v, i) => a.Map(v, value => value * w[i]))]);
        float length = a.N(m);
        float[] AddBase(float[] d) => c.Base is null ? d : a.Map(c.Start, d, (b, value) => b + value);
        if (length < eps)
            return AddBase(a.A([.. x.Select((v, i) => a.Map(v, value => value * w[i]))]));
        m = a.Map(m, value => value / length);
        float[] tangent = a.A([
            .. u.Select(
                (v, i) =>
                {
                    float dot = a.R(a.F(a.Map(v, m, (l, r) => l * r)));
                    return a.Map(v, m, (l, r) => a.R(l - a.R(dot * r)) * w[i]);
                }
            ),
        ]);
        float angle = a.R(a.N(tangent) + eps),
            cosine = a.R(Cos(angle)),
            sine = a.R(a.R(Sin(angle)) / angle),
            scale = a.R(a.F([.. lengths.Select((l, i) => a.R(l * w[i]))]));
        return AddBase(a.Map(m, tangent, (l, r) => a.R(a.R(l * cosine) + a.R(r * sine)) * scale));
    }

    public static float[] Karcher(SlowCase c, SlowArithmetic a)
    {
        var plain = new SlowArithmetic(TensorDType.F32);
        double tolerance = c.Shared["tol"],
            share = 1.0 / c.Inputs.Length;
        float[] lengths = [.. c.Inputs.Select(plain.N)];
        int[] members = [.. Enumerable.Range(0, lengths.Length).Where(i => lengths[i] > tolerance)];
        if (members.Length == 0)
            return new float[c.Elements];
        float weight = (float)(share / members.Sum(_ => share));
        float[][] units = [.. members.Select(i => a.Map(c.Inputs[i], value => value / lengths[i]))];
        float[] u = units.Aggregate(new float[c.Elements], (sum, unit) => a.Map(sum, unit, (l, r) => l + a.R(r * weight)));
        float length = plain.N(u);
        u = length < tolerance ? units[0] : a.Map(u, value => value / length);
        for (int round = 0; round < (int)c.Shared["max_iter"]; round++)
        {
            float[] tangent = new float[c.Elements];
            foreach (float[] unit in units)
            {
                float dot = Math.Clamp(a.D(u, unit), -1f, 1f),
                    angle = a.R(Acos(dot));
                if (angle < tolerance)
                    continue;
                float factor = a.R(a.R(angle / a.R(Sin(angle))) * weight);
                tangent = [.. tangent.Select((t, i) => a.R(t + a.R(factor * a.R(unit[i] - a.R(dot * u[i])))))];
            }
            float size = plain.N(tangent);
            if (size < tolerance)
                break;
            u = a.Map(u, tangent, (l, r) => a.R(a.R(Cos(size)) * l) + a.R(a.R(Sin(size)) * a.R(r / size)));
            float after = plain.N(u);
            if (after > tolerance)
                u = a.Map(u, value => value / after);
        }
        float scale = a.R(lengths.Aggregate(0f, (sum, value) => sum + (value * (float)share)));
        return a.Map(u, value => scale * value);
    }

    public static float[] ModelStock(SlowCase c, SlowArithmetic a)
    {
        int n = c.Others.Length,
            length = c.Shared["filter_wise"] != 0 && c.Shape.Length > 0 ? c.Shape[^1] : c.Elements,
            rows = c.Elements / length;
        float[][] offsets = [.. c.Others.Select(other => a.Subtract(c.Inputs[other], c.Start))];
        var cosines = new List<float[]>();
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                cosines.Add([
                    .. Enumerable
                        .Range(0, rows)
                        .Select(row =>
                        {
                            float[] x = offsets[i][(row * length)..((row + 1) * length)],
                                y = offsets[j][(row * length)..((row + 1) * length)];
                            float dot = a.R(a.F(a.Map(x, y, (l, r) => l * r)));
                            return Math.Clamp(a.R(dot / MathF.Max(a.R(a.N(x) * a.N(y)), a.R(1e-6f))), -1f, 1f);
                        }),
                ]);
            }
        }
        float[] ratios =
        [
            .. Enumerable
                .Range(0, rows)
                .Select(row =>
                {
                    float cosine = a.R(a.A(cosines, row) / cosines.Count),
                        denominator = a.R(1 + a.R((n - 1) * cosine));
                    return MathF.Abs(denominator) < a.R(1e-6f) ? 0 : a.R(a.R(n * cosine) / denominator);
                }),
        ];
        return
        [
            .. c.Start.Select(
                (b, i) =>
                {
                    float average = a.R(c.Others.Aggregate(0f, (sum, other) => a.R(sum + c.Inputs[other][i])) / n),
                        t = ratios[i / length];
                    return a.R(a.R(t * average) + a.R(a.R(1 - t) * b));
                }
            ),
        ];
    }
}
