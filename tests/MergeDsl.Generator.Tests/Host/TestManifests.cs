using MergeDsl.Json;

namespace MergeDsl.Generator.Tests;

/// <summary>Manifests of checkpoints that need not exist.</summary>
internal static class TestManifests
{
    /// <summary>A Mistral: <c>o_proj</c> and <c>down_proj</c> write to the residual stream.</summary>
    public static Manifest Mistral(
        string model,
        int layers = 8,
        int hidden = 64,
        int vocabulary = 256,
        string dtype = "BF16",
        string? licence = null,
        string type = "mistral",
        string architecture = "MistralForCausalLM"
    )
    {
        var tensors = new List<(string, TensorDType, EquatableArray<long>)>();
        Add("model.embed_tokens.weight", vocabulary, hidden);
        for (int i = 0; i < layers; i++)
        {
            string layer = $"model.layers.{i}.";
            Add(layer + "input_layernorm.weight", hidden);
            Add(layer + "mlp.down_proj.weight", hidden, 4 * hidden);
            Add(layer + "mlp.gate_proj.weight", 4 * hidden, hidden);
            Add(layer + "mlp.up_proj.weight", 4 * hidden, hidden);
            Add(layer + "post_attention_layernorm.weight", hidden);
            foreach (string projection in (string[])["k", "o", "q", "v"])
                Add(layer + $"self_attn.{projection}_proj.weight", hidden, hidden);
        }
        Add("model.norm.weight", hidden);
        Add("lm_head.weight", vocabulary, hidden);
        return Build(
            model,
            tensors,
            $$"""{"architectures": ["{{architecture}}"], "model_type": "{{type}}", "num_hidden_layers": {{layers}}, "hidden_size": {{hidden}}, "vocab_size": {{vocabulary}}, "tie_word_embeddings": false}""",
            licence
        );

        void Add(string name, params long[] shape) =>
            tensors.Add((name, TensorDTypes.TryParse(dtype, out TensorDType known) ? known : throw new ArgumentException(dtype), shape));
    }

    /// <summary>A GPT-2, in which attention and MLP have a <c>c_proj</c> each, with biases.</summary>
    public static Manifest Gpt2(string model, int layers = 4, int hidden = 32)
    {
        var tensors = new List<(string, TensorDType, EquatableArray<long>)>();
        Add("wte.weight", 128, hidden);
        Add("wpe.weight", 64, hidden);
        for (int i = 0; i < layers; i++)
        {
            foreach (
                (string name, int inputs, int outputs) in ((string, int, int)[])
                    [
                        ("attn.c_attn", hidden, 3 * hidden),
                        ("attn.c_proj", hidden, hidden),
                        ("mlp.c_fc", hidden, 4 * hidden),
                        ("mlp.c_proj", 4 * hidden, hidden),
                    ]
            )
            {
                Add($"h.{i}.{name}.weight", inputs, outputs);
                Add($"h.{i}.{name}.bias", outputs);
            }
            foreach (string norm in (string[])["ln_1", "ln_2"])
            {
                Add($"h.{i}.{norm}.weight", hidden);
                Add($"h.{i}.{norm}.bias", hidden);
            }
        }
        Add("ln_f.weight", hidden);
        Add("ln_f.bias", hidden);
        return Build(
            model,
            tensors,
            $$"""{"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_layer": {{layers}}, "n_embd": {{hidden}}, "vocab_size": 128}"""
        );

        void Add(string name, params long[] shape) => tensors.Add((name, TensorDType.F32, shape));
    }

    /// <summary>A Qwen2-MoE-like model: experts, a shared expert and a gate whose names contain each other.</summary>
    public static Manifest Moe(string model, int layers = 4, int experts = 8, int hidden = 32)
    {
        var tensors = new List<(string, TensorDType, EquatableArray<long>)>();
        Add("model.embed_tokens.weight", 128, hidden);
        for (int i = 0; i < layers; i++)
        {
            string layer = $"model.layers.{i}.";
            Add(layer + "input_layernorm.weight", hidden);
            Add(layer + "post_attention_layernorm.weight", hidden);
            foreach (string projection in (string[])["k", "o", "q", "v"])
                Add(layer + $"self_attn.{projection}_proj.weight", hidden, hidden);
            Add(layer + "mlp.gate.weight", experts, hidden);
            Add(layer + "mlp.shared_expert_gate.weight", 1, hidden);
            foreach (string expert in Enumerable.Range(0, experts).Select(e => $"mlp.experts.{e}").Append("mlp.shared_expert"))
            {
                Add(layer + expert + ".down_proj.weight", hidden, hidden);
                Add(layer + expert + ".gate_proj.weight", hidden, hidden);
                Add(layer + expert + ".up_proj.weight", hidden, hidden);
            }
        }
        Add("model.norm.weight", hidden);
        Add("lm_head.weight", 128, hidden);
        return Build(
            model,
            tensors,
            $$"""{"architectures": ["Qwen2MoeForCausalLM"], "model_type": "qwen2_moe", "num_hidden_layers": {{layers}}, "hidden_size": {{hidden}}, "vocab_size": 128, "num_experts": {{experts}}, "tie_word_embeddings": false}"""
        );

        void Add(string name, params long[] shape) => tensors.Add((name, TensorDType.BF16, shape));
    }

    /// <summary>A model of two modules whose filters become members of one name.</summary>
    public static Manifest Clashing(string model)
    {
        var tensors = new List<(string, TensorDType, EquatableArray<long>)>
        {
            ("embed.weight", TensorDType.F32, [16, 8]),
            ("norm.weight", TensorDType.F32, [8]),
        };
        for (int i = 0; i < 2; i++)
        {
            foreach (string name in (string[])["in_proj", "in.proj", "out"])
                tensors.Add(($"layers.{i}.{name}.weight", TensorDType.F32, [8, 8]));
        }
        return Build(model, tensors, """{"architectures": ["X"], "model_type": "x", "num_hidden_layers": 2}""");
    }

    private static Manifest Build(
        string model,
        List<(string, TensorDType, EquatableArray<long>)> tensors,
        string config,
        string? licence = null
    )
    {
        ManifestResult result = ManifestBuilder.Build(model, null, tensors, JsonReader.Parse(config).AsObject!, licence);
        Xunit.Assert.Empty(result.Diagnostics);
        return result.Manifest!;
    }
}
