namespace MergeDsl.Tests.Methods.Slow;

/// <summary><c>arcee_fusion</c>.</summary>
internal static class SlowFusion
{
    public static float[] Fuse(SlowCase c, SlowArithmetic a)
    {
        int length = c.Shape.Length == 0 ? 1 : c.Shape[^1];
        float[] x = c.Inputs[c.Others[0]],
            importance = new float[c.Elements];
        for (int from = 0; from < c.Elements; from += length)
        {
            float[] p = Probabilities(x[from..(from + length)], a),
                q = Probabilities(c.Start[from..(from + length)], a);
            float divergence = a.R(a.F(a.Map(p, q, (left, right) => left * a.R((float)Math.Log(a.R(left / right))))));
            for (int i = from; i < from + length; i++)
                importance[i] = a.R(MathF.Abs(a.R(x[i] - c.Start[i])) * divergence);
        }
        float[] sorted = [.. importance.OrderBy(SlowElements.Order)];
        float At(float share) => sorted[(int)(share * (c.Elements - 1))];
        float threshold = a.R(At(0.5f) + a.R(a.R(At(0.75f) - At(0.25f)) * 1.5f));
        return [.. c.Start.Select((b, i) => b + (a.R(x[i] - b) * (importance[i] >= threshold ? 1 : 0)))];
    }

    private static float[] Probabilities(float[] row, SlowArithmetic a)
    {
        float greatest = row.Aggregate(float.NegativeInfinity, MathF.Max);
        float[] e = [.. row.Select(value => Exponential(value - greatest))];
        float factor = 1 / Sum(e, a.IsHalf),
            least = a.R(1e-8f);
        return [.. e.Select(value => a.R(a.R(value * factor) + least))];
    }

    private static float Sum(float[] e, bool isHalf)
    {
        int whole = e.Length < 16 ? 0 : e.Length / 16 * 16;
        float[] lanes = new float[16],
            rest = e[whole..];
        for (int i = 0; i < whole; i++)
            lanes[i % 16] += e[i];
        if (whole > 0 && !isHalf)
        {
            for (int i = 0; i < rest.Length; i++)
                lanes[i] += rest[i];
            rest = [];
        }
        float total = whole > 0 ? SlowArithmetic.Halve(lanes) : 0;
        foreach (float value in rest)
            total += value;
        return total;
    }

    private static float Exponential(float z)
    {
        if (float.IsNaN(z))
            return z;
        if (z < -104)
            return 0;
        float k = MathF.Round(z * 1.44269504f),
            r = MathF.FusedMultiplyAdd(k, -0.693145751953125f, z);
        r = MathF.FusedMultiplyAdd(k, -1.428606765330187e-06f, r);
        float u = 0.000198527617612853646f;
        foreach (
            float factor in (float[])[0.00139304355252534151f, 0.00833336077630519867f, 0.0416664853692054749f, 0.166666671633720398f, 0.5f]
        )
            u = MathF.FusedMultiplyAdd(u, r, factor);
        u = 1 + MathF.FusedMultiplyAdd(r * r, u, r);
        return (float)Math.ScaleB((double)u, (int)k);
    }
}
