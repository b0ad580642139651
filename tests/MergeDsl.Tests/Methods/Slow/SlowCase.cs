namespace MergeDsl.Tests.Methods.Slow;

/// <summary>A tensor to merge.</summary>
/// <param name="Method">The method.</param>
/// <param name="DType">The dtype in which it is computed and written.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Inputs">The elements of every input, rounded to the dtype.</param>
/// <param name="Base">The index of the base model, or null.</param>
/// <param name="Shared">The values of the parameters of the merge.</param>
/// <param name="Own">The values of the parameters of each input.</param>
/// <param name="Seed">The seed.</param>
internal sealed record SlowCase(
    string Method,
    TensorDType DType,
    int[] Shape,
    float[][] Inputs,
    int? Base,
    Dictionary<string, double> Shared,
    Dictionary<string, double>[] Own,
    uint Seed
)
{
    public int Elements => Inputs[0].Length;

    public float[] Start => Inputs[Base!.Value];

    public int[] Others => [.. Enumerable.Range(0, Inputs.Length).Where(input => input != Base)];

    /// <summary>The output, by the slow way.</summary>
    public float[] Compute()
    {
        var arithmetic = new SlowArithmetic(DType);
        float[] output = Method switch
        {
            "linear" => SlowElements.Linear(this),
            "nearswap" => SlowElements.Nearswap(this, arithmetic),
            "ram" or "ramplus_tl" => SlowElements.Ram(this, arithmetic, Method == "ramplus_tl"),
            "sce" => SlowElements.Sce(this, arithmetic),
            "arcee_fusion" => SlowFusion.Fuse(this, arithmetic),
            "slerp" => SlowSpheres.Slerp(this),
            "nuslerp" => SlowSpheres.Nuslerp(this, arithmetic),
            "multislerp" => SlowSpheres.Multislerp(this, arithmetic),
            "karcher" => SlowSpheres.Karcher(this, arithmetic),
            "model_stock" => SlowSpheres.ModelStock(this, arithmetic),
            _ => SlowTaskVectors.Merge(this, arithmetic),
        };
        return [.. output.Select(arithmetic.R)];
    }
}
