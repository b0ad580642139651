namespace MergeDsl.Benchmarks;

/// <summary>The tensors of OpenChat 3.5, which is Mistral 7B with a vocabulary of 32,002; smaller in all directions where the scale is below 1.</summary>
internal sealed class OpenChatShape(double scale)
{
    private const int Layers = 32;
    private const int Heads = 32;

    private readonly int hidden = Scaled(4096, scale);
    private readonly int inner = Scaled(14336, scale);
    private readonly int vocabulary = (int)(32002 * Math.Sqrt(scale));

    private int KeyValue => hidden / 4;

    /// <summary>All tensors in ordinal order of their names.</summary>
    public IEnumerable<(string Name, TensorDType DType, EquatableArray<long> Shape)> Tensors()
    {
        (string Name, EquatableArray<long> Shape)[] others =
        [
            ("lm_head", [vocabulary, hidden]),
            ("model.embed_tokens", [vocabulary, hidden]),
            ("model.norm", [hidden]),
        ];
        foreach (
            (string name, EquatableArray<long> shape) in Enumerable
                .Range(0, Layers)
                .SelectMany(Layer)
                .Concat(others)
                .OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
        )
        {
            yield return (name + ".weight", TensorDType.BF16, shape);
        }
    }

    /// <summary>The text of config.json.</summary>
    public string Config() =>
        FormattableString.Invariant(
            $$"""
            {
              "architectures": ["MistralForCausalLM"], "model_type": "mistral", "torch_dtype": "bfloat16", "tie_word_embeddings": false,
              "hidden_size": {{hidden}}, "intermediate_size": {{inner}}, "vocab_size": {{vocabulary}}, "rms_norm_eps": 1e-05,
              "num_hidden_layers": {{Layers}}, "num_attention_heads": {{Heads}}, "num_key_value_heads": {{Heads / 4}}
            }
            """
        );

    private IEnumerable<(string Name, EquatableArray<long> Shape)> Layer(int layer)
    {
        (string Name, EquatableArray<long> Shape)[] tensors =
        [
            ("input_layernorm", [hidden]),
            ("mlp.down_proj", [hidden, inner]),
            ("mlp.gate_proj", [inner, hidden]),
            ("mlp.up_proj", [inner, hidden]),
            ("post_attention_layernorm", [hidden]),
            ("self_attn.k_proj", [KeyValue, hidden]),
            ("self_attn.o_proj", [hidden, hidden]),
            ("self_attn.q_proj", [hidden, hidden]),
            ("self_attn.v_proj", [KeyValue, hidden]),
        ];
        return tensors.Select(tensor => (FormattableString.Invariant($"model.layers.{layer}.{tensor.Name}"), tensor.Shape));
    }

    /// <summary>Bytes grow with the square of the sizes; heads need them divisible.</summary>
    private static int Scaled(int size, double scale) => Math.Max(1, (int)(size * Math.Sqrt(scale)) / 128) * 128;
}
