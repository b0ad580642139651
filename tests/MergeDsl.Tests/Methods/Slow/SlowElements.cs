namespace MergeDsl.Tests.Methods.Slow;

/// <summary>The methods that look at elements one by one.</summary>
internal static class SlowElements
{
    public static float[] Linear(SlowCase c)
    {
        float[] weights = [.. c.Own.Select(own => (float)own["weight"])];
        float sum = new SlowArithmetic(TensorDType.F32).F(weights);
        return
        [
            .. Enumerable
                .Range(0, c.Elements)
                .Select(i =>
                {
                    float total = 0;
                    for (int model = 0; model < weights.Length; model++)
                        total = MathF.FusedMultiplyAdd(c.Inputs[model][i], weights[model], total);
                    return c.Shared["normalize"] != 0 ? total / sum : total;
                }),
        ];
    }

    public static float[] Nearswap(SlowCase c, SlowArithmetic a)
    {
        float t = (float)c.Shared["t"],
            least = a.R(1e-6f);
        return a.Map(
            c.Start,
            c.Inputs[c.Others[0]],
            (b, x) =>
            {
                float w = Math.Clamp(a.R(a.R(1 / MathF.Max(a.R(MathF.Abs(a.R(b - x))), least)) * t), 0f, 1f);
                return a.R(w * x) + a.R(a.R(1 - w) * b);
            }
        );
    }

    public static float[] Ram(SlowCase c, SlowArithmetic a, bool isPlus)
    {
        float floor = (float)c.Shared["epsilon"],
            epsilon = a.R(floor);
        float[][] changes = [.. c.Others.Select(other => a.Subtract(c.Inputs[other], c.Start))];
        bool[][] active = [.. changes.Select(change => change.Select(d => MathF.Abs(d) > epsilon).ToArray())];
        int[] counts = [.. Enumerable.Range(0, c.Elements).Select(i => active.Count(model => model[i]))];
        var plain = new SlowArithmetic(TensorDType.F32);
        float[][] terms =
        [
            .. changes.Select(
                (change, model) =>
                {
                    long unique = Enumerable.Range(0, c.Elements).LongCount(i => active[model][i] && counts[i] == 1),
                        shared = Enumerable.Range(0, c.Elements).LongCount(i => active[model][i] && counts[i] > 1);
                    float gain = isPlus
                        ? 1 + (Math.Clamp((float)shared / MathF.Max(unique, floor), 0, (float)c.Shared["alpha"]) * (float)c.Shared["r"])
                        : 1;
                    return change
                        .Select(
                            (d, i) =>
                            {
                                float z = d * (active[model][i] ? 1 : 0),
                                    own = (z * (counts[i] == 1 ? 1 : 0)) * gain,
                                    common = a.R(z * (counts[i] > 1 ? 1 : 0) / Math.Max(counts[i], 1));
                                return isPlus ? own + common : a.R(own + common);
                            }
                        )
                        .ToArray();
                }
            ),
        ];
        return [.. c.Start.Select((b, i) => isPlus ? b + plain.A(terms, i) : a.R(b + a.R(a.A(terms, i))))];
    }

    public static float[] Sce(SlowCase c, SlowArithmetic a)
    {
        int models = c.Others.Length;
        float[][] changes = [.. c.Others.Select(other => a.Subtract(c.Inputs[other], c.Start))];
        double share = c.Shared["select_topk"];
        if (share < 1)
        {
            float[] variances =
            [
                .. Enumerable.Range(0, c.Elements).Select(i => a.R((float)Variance([.. changes.Select(change => (double)change[i])]))),
            ];
            int keep = share <= 0 ? 0 : (int)((float)variances.Count(v => v != 0) * (float)share);
            HashSet<int> kept = [.. Enumerable.Range(0, c.Elements).OrderByDescending(i => Order(variances[i])).ThenBy(i => i).Take(keep)];
            changes = [.. changes.Select(change => change.Select((d, i) => a.R(d * (kept.Contains(i) ? 1 : 0))).ToArray())];
        }
        float[] total = a.A(changes);
        float[] energies = [.. changes.Select(change => a.R(a.F(a.Map(change, d => d * d)) / c.Elements))];
        float sum = a.R(a.F(energies));
        float[] shares = [.. energies.Select(q => Math.Abs((double)sum) < 1e-6 ? a.R((float)(1.0 / models)) : a.R(q / sum))];
        float[][] weights =
        [
            .. changes.Select((change, model) => change.Select((d, i) => shares[model] * (IsSign(d, total[i] >= 0) ? 1 : 0)).ToArray()),
        ];
        float[] merged = a.A([.. changes.Select((change, model) => a.Map(change, weights[model], (d, w) => d * w))]),
            divisors = a.A(weights);
        return [.. c.Start.Select((b, i) => a.R(b + a.R(merged[i] / MathF.Max(divisors[i], a.R(1e-6f)))))];
    }

    /// <summary>Indicates whether a number is positive, or negative.</summary>
    public static bool IsSign(float value, bool isPositive) => isPositive ? value > 0 : value < 0;

    /// <summary>Numbers in their order: NaN is the greatest.</summary>
    public static double Order(float value) =>
        float.IsNaN(value) ? double.PositiveInfinity
        : float.IsPositiveInfinity(value) ? double.MaxValue
        : value;

    private static double Variance(double[] values)
    {
        if (values.Any(value => !double.IsFinite(value)))
            return double.NaN;
        if (values.All(value => value == values[0]))
            return 0;
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / values.Length;
    }
}
