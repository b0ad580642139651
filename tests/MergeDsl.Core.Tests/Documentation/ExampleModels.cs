using System.Globalization;
using MergeDsl.Json;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The models that the pages speak of, as manifests: four layers each, tiny.</summary>
internal static class ExampleModels
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Manifest> All { get; } =
    [
        Llama("llama"),
        Llama("llama-chat"),
        Llama("llama-code"),
        Llama("llama-wide", hidden: 32),
        Llama("llama-chatml", vocabulary: 34),
        Llama("llama-community", licence: "llama3"),
        Llama("llama-long", facts: """, "rope_theta": 500000.0, "max_position_embeddings": 8192 """),
        Llama("llama-float64", dtype: TensorDType.F64),
        Llama("llama-short", layers: 3),
        Llama("llama-alike", architecture: "MistralForCausalLM"),
        Llama("llama-nameless", architecture: "", modelType: ""),
        Mixture("moe"),
        Mixture("moe-chat"),
        Gpt2("gpt2"),
        Gpt2("gpt2-scaled", """, "scale_attn_by_inverse_layer_idx": true """),
        Bert(),
        T5(),
        Homemade("homemade"),
        Homemade("homemade-chat"),
        Embeddings(),
        Empty(),
    ];

    /// <summary>A model of the family llama.</summary>
    public static Manifest Llama(
        string id,
        int hidden = 16,
        int vocabulary = 32,
        TensorDType dtype = TensorDType.BF16,
        string licence = "apache-2.0",
        string facts = """, "rope_theta": 10000.0, "max_position_embeddings": 4096 """,
        int layers = 4,
        string architecture = "LlamaForCausalLM",
        string modelType = "llama"
    )
    {
        var tensors = new Tensors(dtype);
        tensors.Add("model.embed_tokens.weight", vocabulary, hidden);
        for (int layer = 0; layer < layers; layer++)
        {
            string prefix = Prefix("model.layers", layer);
            Attention(tensors, prefix, hidden);
            foreach (string projection in (string[])["gate_proj", "up_proj"])
                tensors.Add($"{prefix}mlp.{projection}.weight", 2 * hidden, hidden);
            tensors.Add(prefix + "mlp.down_proj.weight", hidden, 2 * hidden);
        }
        tensors.Add("model.norm.weight", hidden);
        tensors.Add("lm_head.weight", vocabulary, hidden);
        return tensors.Build(id, architecture, modelType, $$""" "num_hidden_layers": {{layers}} """ + facts, licence);
    }

    /// <summary>Experts in every layer but the first.</summary>
    private static Manifest Mixture(string id)
    {
        var tensors = new Tensors(TensorDType.BF16);
        tensors.Add("model.embed_tokens.weight", 32, 16);
        for (int layer = 0; layer < 4; layer++)
        {
            string prefix = Prefix("model.layers", layer);
            Attention(tensors, prefix, 16);
            string[] groups = layer == 0 ? ["mlp."] : ["mlp.experts.0.", "mlp.experts.1."];
            foreach (string group in groups)
            {
                tensors.Add($"{prefix}{group}gate_proj.weight", 32, 16);
                tensors.Add($"{prefix}{group}up_proj.weight", 32, 16);
                tensors.Add($"{prefix}{group}down_proj.weight", 16, 32);
            }
            if (layer > 0)
                tensors.Add(prefix + "mlp.gate.weight", 2, 16);
        }
        tensors.Add("model.norm.weight", 16);
        tensors.Add("lm_head.weight", 32, 16);
        return tensors.Build(id, "DeepseekV3ForCausalLM", "deepseek_v3", """ "num_hidden_layers": 4, "first_k_dense_replace": 1 """, "mit");
    }

    private static Manifest Gpt2(string id, string more = "")
    {
        var tensors = new Tensors(TensorDType.BF16);
        tensors.Add("transformer.wte.weight", 32, 16);
        tensors.Add("transformer.wpe.weight", 8, 16);
        for (int layer = 0; layer < 4; layer++)
        {
            string prefix = Prefix("transformer.h", layer);
            foreach (string norm in (string[])["ln_1", "ln_2"])
                tensors.AddWithBias(prefix + norm, 16);
            tensors.AddWithBias(prefix + "attn.c_attn", 48, 16);
            tensors.AddWithBias(prefix + "attn.c_proj", 16, 16);
            tensors.AddWithBias(prefix + "mlp.c_fc", 64, 16);
            tensors.AddWithBias(prefix + "mlp.c_proj", 16, 64);
        }
        tensors.AddWithBias("transformer.ln_f", 16);
        return tensors.Build(id, "GPT2LMHeadModel", "gpt2", """ "n_layer": 4 """ + more, "apache-2.0");
    }

    private static Manifest Bert()
    {
        var tensors = new Tensors(TensorDType.F32);
        tensors.Add("bert.embeddings.word_embeddings.weight", 32, 16);
        tensors.Add("bert.embeddings.position_embeddings.weight", 8, 16);
        tensors.AddWithBias("bert.embeddings.LayerNorm", 16);
        for (int layer = 0; layer < 4; layer++)
        {
            string prefix = Prefix("bert.encoder.layer", layer);
            foreach (string part in (string[])["query", "key", "value"])
                tensors.AddWithBias($"{prefix}attention.self.{part}", 16, 16);
            tensors.AddWithBias(prefix + "attention.output.dense", 16, 16);
            tensors.AddWithBias(prefix + "attention.output.LayerNorm", 16);
            tensors.AddWithBias(prefix + "intermediate.dense", 64, 16);
            tensors.AddWithBias(prefix + "output.dense", 16, 64);
            tensors.AddWithBias(prefix + "output.LayerNorm", 16);
        }
        return tensors.Build("bert", "BertForMaskedLM", "bert", """ "num_hidden_layers": 4 """, "apache-2.0");
    }

    private static Manifest T5()
    {
        var tensors = new Tensors(TensorDType.F32);
        tensors.Add("shared.weight", 32, 16);
        foreach (string stack in (string[])["encoder", "decoder"])
        {
            for (int layer = 0; layer < 4; layer++)
            {
                string prefix = Prefix(stack + ".block", layer);
                foreach (string part in (string[])["q", "k", "v", "o"])
                    tensors.Add($"{prefix}layer.0.SelfAttention.{part}.weight", 16, 16);
                tensors.Add(prefix + "layer.0.layer_norm.weight", 16);
                tensors.Add(prefix + "layer.1.DenseReluDense.wi.weight", 64, 16);
                tensors.Add(prefix + "layer.1.DenseReluDense.wo.weight", 16, 64);
                tensors.Add(prefix + "layer.1.layer_norm.weight", 16);
            }
            tensors.Add(stack + ".final_layer_norm.weight", 16);
        }
        tensors.Add("lm_head.weight", 32, 16);
        return tensors.Build("t5", "T5ForConditionalGeneration", "t5", """ "num_layers": 4, "num_decoder_layers": 4 """, "apache-2.0");
    }

    /// <summary>A family of one: nothing in config.json counts its layers, and its names are its own.</summary>
    private static Manifest Homemade(string id)
    {
        var tensors = new Tensors(TensorDType.BF16);
        tensors.Add("tok.weight", 32, 16);
        for (int layer = 0; layer < 4; layer++)
        {
            string prefix = Prefix("body.layers", layer);
            tensors.Add(prefix + "mix.weight", 16, 16);
            tensors.Add(prefix + "gain", 16);
        }
        tensors.Add("out.weight", 32, 16);
        return tensors.Build(id, "HomemadeForCausalLM", "homemade", """ "width": 16 """, "mit");
    }

    private static Manifest Embeddings()
    {
        var tensors = new Tensors(TensorDType.BF16);
        tensors.Add("embeddings.weight", 32, 16);
        return tensors.Build("embeddings", "EmbeddingModel", "embedding", """ "hidden_size": 16 """, "mit");
    }

    private static Manifest Empty() =>
        new Tensors(TensorDType.BF16).Build("empty", "LlamaForCausalLM", "llama", """ "num_hidden_layers": 0 """, "mit");

    private static void Attention(Tensors tensors, string prefix, int hidden)
    {
        foreach (string projection in (string[])["q_proj", "k_proj", "v_proj", "o_proj"])
            tensors.Add($"{prefix}self_attn.{projection}.weight", hidden, hidden);
        foreach (string norm in (string[])["input_layernorm", "post_attention_layernorm"])
            tensors.Add($"{prefix}{norm}.weight", hidden);
    }

    private static string Prefix(string stack, int layer) => string.Create(CultureInfo.InvariantCulture, $"{stack}.{layer}.");

    private sealed class Tensors(TensorDType dtype)
    {
        private readonly List<(string Name, TensorDType DType, EquatableArray<long> Shape)> tensors = [];

        public void Add(string name, params long[] shape) => tensors.Add((name, dtype, EquatableArray.Create(shape)));

        public void AddWithBias(string name, params long[] shape)
        {
            Add(name + ".weight", shape);
            Add(name + ".bias", shape[0]);
        }

        public Manifest Build(string id, string architecture, string modelType, string facts, string licence)
        {
            JsonObject config = JsonReader
                .Parse($$"""{ "architectures": ["{{architecture}}"], "model_type": "{{modelType}}", {{facts}} }""")
                .AsObject!;
            ManifestResult built = ManifestBuilder.Build(id, null, tensors, config, licence);
            return built.Manifest ?? throw new InvalidOperationException($"{id}: {string.Join(' ', built.Diagnostics)}");
        }
    }
}
