namespace MergeDsl.Benchmarks;

/// <summary>The seed merge: all 32 layers, then the last one eight times more, with its two residual writers scaled by 0.</summary>
internal static class SeedMerge
{
    public static MergePlan Of(string model)
    {
        Model checkpoint = model;
        return MergePlan.Create(
            new Passthrough
            {
                DType = DType.BFloat16,
                Slices = [checkpoint.Layers[0..32], .. checkpoint.Layers[31..32].Scaled([("o_proj", 0), ("down_proj", 0), 1]).Repeated(8)],
            }
        );
    }
}
