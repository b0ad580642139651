namespace MergeDsl.Benchmarks;

/// <summary>The seed merge: all 32 layers, then the last one eight times more, with its two residual writers scaled by 0.</summary>
internal static class SeedPlan
{
    private const int Copies = 8;
    private static readonly string[] Writers = ["self_attn.o_proj", "mlp.down_proj"];

    public static BoundPlan Of(SyntheticCheckpoint checkpoint)
    {
        int last = OpenChatShape.Layers - 1;
        string lastPrefix = FormattableString.Invariant($"model.layers.{last}.");
        var tensors = new List<BoundTensor>();
        foreach ((string name, (EquatableArray<long> shape, TensorSource source)) in checkpoint.Sources.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            tensors.Add(new(name, source.DType, shape, TensorOperation.Verbatim, [source]));
            if (!name.StartsWith(lastPrefix, StringComparison.Ordinal)) continue;
            double? scale = Writers.Any(name.Contains) ? 0 : null;
            (TensorOperation operation, TensorDType written) = TensorOperation.Passthrough(source.DType, TensorDType.BF16, scale, null);
            for (int copy = 1; copy <= Copies; copy++)
            {
                string copied = FormattableString.Invariant($"model.layers.{last + copy}.") + name[lastPrefix.Length..];
                tensors.Add(new(copied, written, shape, operation, [source]));
            }
        }
        return new([.. tensors], "");
    }
}
