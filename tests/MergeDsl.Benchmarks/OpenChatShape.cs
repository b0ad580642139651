namespace MergeDsl.Benchmarks;

/// <summary>The tensors of OpenChat 3.5: Mistral 7B with a vocabulary of 32,002.</summary>
internal static class OpenChatShape
{
    public const int Layers = 32;

    private static readonly (string Name, long Rows, long Columns)[] LayerTensors =
    [
        ("input_layernorm", 4096, 0),
        ("mlp.down_proj", 4096, 14336),
        ("mlp.gate_proj", 14336, 4096),
        ("mlp.up_proj", 14336, 4096),
        ("post_attention_layernorm", 4096, 0),
        ("self_attn.k_proj", 1024, 4096),
        ("self_attn.o_proj", 4096, 4096),
        ("self_attn.q_proj", 4096, 4096),
        ("self_attn.v_proj", 1024, 4096),
    ];

    /// <summary>All tensors in ordinal order of their names, with a part of their rows.</summary>
    public static IEnumerable<(string Name, TensorDType DType, EquatableArray<long> Shape)> Tensors(double scale) =>
        Enumerable.Range(0, Layers).SelectMany(layer => LayerTensors.Select(tensor => (LayerName(layer, tensor.Name), tensor.Rows, tensor.Columns)))
            .Concat([("lm_head.weight", 32002L, 4096L), ("model.embed_tokens.weight", 32002L, 4096L), ("model.norm.weight", 4096L, 0L)])
            .OrderBy(tensor => tensor.Item1, StringComparer.Ordinal)
            .Select(tensor => (tensor.Item1, TensorDType.BF16, Shape(tensor.Item2, tensor.Item3, scale)));

    /// <summary>The name of a tensor of a layer.</summary>
    public static string LayerName(int layer, string module) => FormattableString.Invariant($"model.layers.{layer}.{module}.weight");

    private static EquatableArray<long> Shape(long rows, long columns, double scale) =>
        columns == 0 ? [rows] : [Math.Max(1, (long)(rows * scale)), columns];
}
