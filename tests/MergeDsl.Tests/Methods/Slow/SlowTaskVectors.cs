using MergeDsl.Kernels;

namespace MergeDsl.Tests.Methods.Slow;

/// <summary>The eight methods that add up task vectors.</summary>
internal static class SlowTaskVectors
{
    public static float[] Merge(SlowCase c, SlowArithmetic a)
    {
        var random = new MersenneTwister(c.Seed);
        float[][] terms = [.. c.Others.Select(other => Thin(c, c.Own[other], a.Subtract(c.Inputs[other], c.Start), a, random))];
        float[] weights = [.. c.Others.Select(other => a.R((float)c.Own[other]["weight"]))];
        terms = [.. terms.Select((term, model) => a.Map(term, d => d * weights[model]))];
        float[] mix,
            divisors;
        if (c.Method is "ties" or "dare_ties" or "breadcrumbs_ties" or "della")
        {
            bool[] isPositive = [.. a.A(terms).Select(total => total >= 0)];
            float[][] keep = [.. terms.Select(term => term.Select((d, i) => SlowElements.IsSign(d, isPositive[i]) ? 1f : 0f).ToArray())];
            mix = a.A([.. terms.Select((term, model) => a.Map(term, keep[model], (d, k) => d * k))]);
            divisors =
            [
                .. a.A([.. keep.Select((mask, model) => mask.Select(k => weights[model] * k).ToArray())]).Select(w => w == 0 ? 1 : w),
            ];
        }
        else
        {
            float sum = a.R(a.F(weights));
            mix = a.A(terms);
            divisors = [.. mix.Select(_ => MathF.Abs(sum) < a.R(1e-8f) ? 1 : sum)];
        }
        if (c.Shared["normalize"] != 0)
            mix = a.Map(mix, divisors, (d, w) => d / w);
        float lambda = (float)c.Shared["lambda"];
        if (c.Shared["lambda"] != 1)
            mix = a.Map(mix, d => d * lambda);
        return a.Map(c.Start, mix, (b, d) => b + d);
    }

    private static float[] Thin(SlowCase c, Dictionary<string, double> own, float[] d, SlowArithmetic a, MersenneTwister random)
    {
        if (c.Method == "task_arithmetic" || own["density"] >= 1)
            return d;
        double density = own["density"];
        var work = c.Method is "ties" or "breadcrumbs" or "breadcrumbs_ties"
            ? a
            : new SlowArithmetic(a.DType == TensorDType.BF16 ? TensorDType.BF16 : TensorDType.F32);
        int n = d.Length;
        if (density <= 0 && c.Method is not ("dare_linear" or "dare_ties"))
            return new float[n];
        bool[] mask = c.Method switch
        {
            "ties" => Ranked(d, 0, Math.Max(1, (int)(density * n))),
            "breadcrumbs" or "breadcrumbs_ties" => WithoutOutliers(d, (int)(density * n), (int)(own["gamma"] * n)),
            "dare_linear" or "dare_ties" => [.. d.Select(_ => Uniform(random) < work.R((float)density))],
            _ => [.. Probabilities(c, d, density, own["epsilon"], work).Select(p => Uniform(random) < p)],
        };
        float[] thin = [.. d.Select((value, i) => value * (mask[i] ? 1 : 0))];
        if (c.Shared["rescale"] == 0)
            return thin;
        float before = work.R(work.F([.. d.Select(MathF.Abs)])),
            after = work.R(work.F([.. thin.Select(MathF.Abs)])),
            least = work.R(1e-7f);
        if (before < least || after < least)
            return thin;
        float factor = work.R(before / after);
        return [.. thin.Select(value => a.R(work.R(value * factor)))];
    }

    /// <summary>Marks the elements of some ranks, the greatest magnitude first; of equal ones the earlier.</summary>
    private static bool[] Ranked(float[] d, int from, int to)
    {
        HashSet<int> kept =
        [
            .. Enumerable.Range(0, d.Length).OrderByDescending(i => SlowElements.Order(MathF.Abs(d[i]))).ThenBy(i => i).Take(to).Skip(from),
        ];
        return [.. Enumerable.Range(0, d.Length).Select(kept.Contains)];
    }

    private static bool[] WithoutOutliers(float[] d, int target, int top)
    {
        int bottom = Math.Max(0, d.Length - target - top),
            end = Math.Min(d.Length, bottom + target);
        return Ranked(d, d.Length - end, d.Length - bottom);
    }

    private static float[] Probabilities(SlowCase c, float[] d, double density, double epsilon, SlowArithmetic work)
    {
        int rows = c.Shape.Length < 2 ? 1 : c.Shape[0],
            length = c.Shape.Length < 2 ? d.Length : c.Shape[1],
            inner = d.Length / rows / length;
        float[] p = new float[d.Length];
        for (int vector = 0; vector < rows * inner; vector++)
        {
            int[] places = [.. Enumerable.Range(0, length).Select(k => (vector / inner * length * inner) + (k * inner) + (vector % inner))];
            // Of equal magnitudes the earlier has the higher rank.
            int[] ascending = [.. places.OrderBy(i => SlowElements.Order(MathF.Abs(d[i]))).ThenByDescending(i => i)];
            float Rank(int k) => work.R(work.R(k) + 1);
            float range = work.R(Rank(length - 1) - Rank(0));
            for (int k = 0; k < length; k++)
            {
                float relative = range == 0 ? 0.5f : Math.Clamp(work.R(work.R(Rank(k) - Rank(0)) / range), 0f, 1f);
                p[ascending[k]] = work.R(work.R(work.R(relative * 2) * (float)epsilon) + work.R((float)(density - epsilon)));
            }
        }
        return p;
    }

    private static float Uniform(MersenneTwister random) => (random.Next() & 0xFFFFFF) / 16777216f;
}
