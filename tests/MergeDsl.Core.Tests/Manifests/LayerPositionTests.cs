using System.Globalization;
using MergeDsl.Json;
using Xunit;

namespace MergeDsl.Core.Tests.Manifests;

/// <summary>The effect of a new order of layers on config.json: for every class of keys one case worked out by hand.</summary>
public class LayerPositionTests
{
    [Theory]
    // Count: the family's own key, and the aliases that would win over it.
    [InlineData("llama", """{"num_hidden_layers": 4}""", "0,1,2,3,3,3", """{"num_hidden_layers": 6}""")]
    [InlineData("gpt2", """{"n_layer": 4, "num_hidden_layers": 4}""", "0,1", """{"n_layer": 2, "num_hidden_layers": 2}""")]
    [InlineData("xlstm", """{"num_hidden_layers": 4, "num_blocks": 4}""", "0,1", """{"num_hidden_layers": 2, "num_blocks": 2}""")]
    [InlineData("longcat_flash", """{"num_layers": 4, "num_hidden_layers": 8}""", "0,1,2", """{"num_layers": 3, "num_hidden_layers": 6}""")]
    [InlineData(
        "custom",
        """{"num_hidden_layers": 4, "n_layers": 4, "depth": 7}""",
        "0",
        """{"num_hidden_layers": 1, "n_layers": 1, "depth": 7}"""
    )]
    // Slice: lists with one entry for every layer.
    [InlineData(
        "gemma2",
        """{"num_hidden_layers": 4, "layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention"]}""",
        "1,1,2",
        """{"num_hidden_layers": 3, "layer_types": ["full_attention", "full_attention", "sliding_attention"]}"""
    )]
    [InlineData(
        "unknown",
        """{"num_hidden_layers": 3, "layer_types": ["a", "b", "c"]}""",
        "2,0",
        """{"num_hidden_layers": 2, "layer_types": ["c", "a"]}"""
    )]
    [InlineData(
        "nemotron_h",
        """{"num_hidden_layers": 4, "hybrid_override_pattern": "ME*-"}""",
        "3,0,1",
        """{"num_hidden_layers": 3, "hybrid_override_pattern": "-ME"}"""
    )]
    [InlineData(
        "gemma3n_text",
        """{"num_hidden_layers": 3, "hidden_size_per_layer_input": 0, "num_kv_shared_layers": 0, "layer_types": ["x", "x", "x"], "intermediate_size": [1, 2, 3], "activation_sparsity_pattern": [0.5, 0.0, 0.0]}""",
        "0,2",
        """{"num_hidden_layers": 2, "hidden_size_per_layer_input": 0, "num_kv_shared_layers": 0, "layer_types": ["x", "x"], "intermediate_size": [1, 3], "activation_sparsity_pattern": [0.5, 0.0]}"""
    )]
    [InlineData(
        "step3p5",
        """{"num_hidden_layers": 2, "layer_types": ["full_attention", "full_attention"], "mlp_layer_types": ["dense", "sparse"], "swiglu_limits": [1, 2, 9]}""",
        "1",
        """{"num_hidden_layers": 1, "layer_types": ["full_attention"], "mlp_layer_types": ["sparse"], "swiglu_limits": [2, 9]}"""
    )]
    [InlineData(
        "gpt_neo",
        """{"num_layers": 4, "attention_types": [[["global", "local"], 2]], "attention_layers": ["global", "local", "global", "local"]}""",
        "1,1",
        """{"num_layers": 2, "attention_types": [[["local", "local"], 1]], "attention_layers": ["local", "local"]}"""
    )]
    [InlineData(
        "recurrent_gemma",
        """{"num_hidden_layers": 4, "block_types": ["recurrent", "attention"]}""",
        "0,2,1",
        """{"num_hidden_layers": 3, "block_types": ["recurrent", "recurrent", "attention"]}"""
    )]
    // Re-index: lists of layer numbers.
    [InlineData(
        "bamba",
        """{"num_hidden_layers": 4, "attn_layer_indices": [1, 3]}""",
        "0,1,1,3",
        """{"num_hidden_layers": 4, "attn_layer_indices": [1, 2, 3]}"""
    )]
    [InlineData(
        "kimi_linear",
        """{"num_hidden_layers": 3, "first_k_dense_replace": 0, "linear_attn_config": {"full_attn_layers": [3], "kda_layers": [1, 2]}}""",
        "2,0",
        """{"num_hidden_layers": 2, "first_k_dense_replace": 0, "linear_attn_config": {"full_attn_layers": [1], "kda_layers": [2]}}"""
    )]
    [InlineData(
        "step3p5",
        """{"num_hidden_layers": 3, "moe_layers_enum": "1,2"}""",
        "1,0,2",
        """{"num_hidden_layers": 3, "moe_layers_enum": "0,2"}"""
    )]
    [InlineData(
        "lfm2",
        """{"num_hidden_layers": 3, "full_attn_idxs": [2]}""",
        "0,2,2",
        """{"num_hidden_layers": 3, "full_attn_idxs": [1, 2]}"""
    )]
    [InlineData(
        "dots3_note_text",
        """{"num_hidden_layers": 3, "layer_types": ["a", "b", "c"], "mlp_layer_types": ["d", "e", "f"], "per_layer_config": {"00": {"x": 1}, "02": {"x": 2}}}""",
        "2,1,2",
        """{"num_hidden_layers": 3, "layer_types": ["c", "b", "c"], "mlp_layer_types": ["f", "e", "f"], "per_layer_config": {"00": {"x": 2}, "02": {"x": 2}}}"""
    )]
    [InlineData(
        "mistral_large4_text",
        """{"num_hidden_layers": 4, "kv_source_layers": [0, 0, 2, 2], "no_rope_layers": [1, 1, 1, 0], "mlp_layer_types": ["dense", "dense", "dense", "dense"]}""",
        "2,3,3",
        """{"num_hidden_layers": 3, "kv_source_layers": [0, 0, 0], "no_rope_layers": [1, 0, 0], "mlp_layer_types": ["dense", "dense", "dense"]}"""
    )]
    // Write a list: where a scalar acts through the number of the layer.
    [InlineData(
        "qwen2",
        """{"num_hidden_layers": 4, "use_sliding_window": true, "max_window_layers": 2, "sliding_window": 64}""",
        "0,1,2,3,0",
        """{"num_hidden_layers": 5, "use_sliding_window": true, "max_window_layers": 2, "sliding_window": 64, "layer_types": ["full_attention", "full_attention", "sliding_attention", "sliding_attention", "full_attention"]}"""
    )]
    [InlineData(
        "qwen2",
        """{"num_hidden_layers": 4, "use_sliding_window": false, "max_window_layers": 2, "sliding_window": 64}""",
        "0,1,2,3,0",
        """{"num_hidden_layers": 5, "use_sliding_window": false, "max_window_layers": 2, "sliding_window": 64}"""
    )]
    [InlineData("gemma2", """{"num_hidden_layers": 4}""", "0,1,2,3,2,3", """{"num_hidden_layers": 6}""")]
    [InlineData(
        "gemma2",
        """{"num_hidden_layers": 4}""",
        "0,1,3",
        """{"num_hidden_layers": 3, "layer_types": ["sliding_attention", "full_attention", "full_attention"]}"""
    )]
    [InlineData(
        "gemma3_text",
        """{"num_hidden_layers": 4, "sliding_window_pattern": 2}""",
        "0,2,1",
        """{"num_hidden_layers": 3, "sliding_window_pattern": 2, "layer_types": ["sliding_attention", "sliding_attention", "full_attention"]}"""
    )]
    [InlineData(
        "cohere2",
        """{"num_hidden_layers": 8, "sliding_window_pattern": 4}""",
        "3",
        """{"num_hidden_layers": 1, "sliding_window_pattern": 4, "layer_types": ["full_attention"]}"""
    )]
    [InlineData(
        "smollm3",
        """{"num_hidden_layers": 4, "use_sliding_window": false}""",
        "3,0",
        """{"num_hidden_layers": 2, "use_sliding_window": false, "no_rope_layers": [0, 1]}"""
    )]
    [InlineData(
        "llama4_text",
        """{"num_hidden_layers": 4, "interleave_moe_layer_step": 2}""",
        "0,1,3",
        """{"num_hidden_layers": 3, "interleave_moe_layer_step": 2, "moe_layers": [1, 2], "no_rope_layers": [1, 1, 0]}"""
    )]
    [InlineData(
        "exaone_moe",
        """{"num_hidden_layers": 3, "first_k_dense_replace": 1}""",
        "1,0,2",
        """{"num_hidden_layers": 3, "first_k_dense_replace": 1, "mlp_layer_types": ["sparse", "dense", "sparse"]}"""
    )]
    [InlineData(
        "qwen3_moe",
        """{"num_hidden_layers": 4, "decoder_sparse_step": 2, "mlp_only_layers": []}""",
        "0,1,1",
        """{"num_hidden_layers": 3, "decoder_sparse_step": 1, "mlp_only_layers": [0]}"""
    )]
    [InlineData(
        "qwen3_moe",
        """{"num_hidden_layers": 4, "decoder_sparse_step": 1, "mlp_only_layers": [3]}""",
        "0,3,1,3",
        """{"num_hidden_layers": 4, "decoder_sparse_step": 1, "mlp_only_layers": [1, 3]}"""
    )]
    // Fit: another scalar that gives the pattern.
    [InlineData(
        "deepseek_v3",
        """{"num_hidden_layers": 4, "first_k_dense_replace": 1, "num_nextn_predict_layers": 1}""",
        "0,0,1,2",
        """{"num_hidden_layers": 4, "first_k_dense_replace": 2, "num_nextn_predict_layers": 0}"""
    )]
    [InlineData(
        "jamba",
        """{"num_hidden_layers": 4, "attn_layer_period": 2, "attn_layer_offset": 1, "expert_layer_period": 4, "expert_layer_offset": 3}""",
        "2,3,2,3",
        """{"num_hidden_layers": 4, "attn_layer_period": 2, "attn_layer_offset": 1, "expert_layer_period": 2, "expert_layer_offset": 1}"""
    )]
    [InlineData(
        "ernie4_5_moe",
        """{"num_hidden_layers": 4, "moe_layer_start_index": 1, "moe_layer_end_index": 3, "moe_layer_interval": 1}""",
        "0,0,1,2",
        """{"num_hidden_layers": 4, "moe_layer_start_index": 2, "moe_layer_end_index": 3, "moe_layer_interval": 1}"""
    )]
    [InlineData(
        "gemma4_text",
        """{"num_hidden_layers": 4, "num_kv_shared_layers": 2, "layer_types": ["full_attention", "full_attention", "full_attention", "full_attention"]}""",
        "0,1,2,3,2,3",
        """{"num_hidden_layers": 6, "num_kv_shared_layers": 4, "layer_types": ["full_attention", "full_attention", "full_attention", "full_attention", "full_attention", "full_attention"]}"""
    )]
    [InlineData(
        "nllb-moe",
        """{"decoder_layers": 4, "encoder_layers": 4, "num_hidden_layers": 4, "decoder_sparse_step": 4}""",
        "0,3",
        """{"decoder_layers": 2, "encoder_layers": 4, "num_hidden_layers": 4, "decoder_sparse_step": 2}""",
        "decoder_layers"
    )]
    // Scalars of the number of layers.
    [InlineData("minicpm3", """{"num_hidden_layers": 4, "scale_depth": 1.5}""", "0", """{"num_hidden_layers": 1, "scale_depth": 0.75}""")]
    [InlineData("t5", """{"num_layers": 3}""", "0,1", """{"num_layers": 2, "num_decoder_layers": 3}""", "num_layers")]
    [InlineData(
        "bart",
        """{"encoder_layers": 3, "decoder_layers": 2, "num_hidden_layers": 3}""",
        "0,1",
        """{"encoder_layers": 2, "decoder_layers": 2, "num_hidden_layers": 2}""",
        "encoder_layers"
    )]
    public void A_config_follows_its_layers(string modelType, string config, string layers, string expected, string? countKey = null)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            foreach (string name in (string[])["en-US", "fi-FI", "tr-TR"])
            {
                CultureInfo.CurrentCulture = new(name);
                LayerPositionResult result = Apply(modelType, config, layers, countKey);
                Assert.Empty(result.Diagnostics);
                Assert.True(result.BehavesTheSame);
                Assert.Equal(
                    expected,
                    result.Config.Without("model_type").ToString(),
                    ignoreWhiteSpaceDifferences: true,
                    ignoreAllWhiteSpace: true
                );
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData(
        "gpt2",
        """{"n_layer": 4, "scale_attn_by_inverse_layer_idx": true}""",
        "0,2,3",
        "MDSL0612",
        "output layers 1, 2 compute something else",
        "1,2"
    )]
    [InlineData("diffllama", """{"num_hidden_layers": 4}""", "0,1,2,3,3", "MDSL0612", "output layer 4 compute", "4")]
    [InlineData("pegasus_x", """{"encoder_layers": 4, "decoder_layers": 4}""", "0,2,3", "MDSL0612", "stagger_local_blocks", "1,2")]
    [InlineData("minimax", """{"num_hidden_layers": 2}""", "0,1,0,1", "MDSL0612", "decay of linear attention", "1,3")]
    [InlineData(
        "zamba2",
        """{"num_hidden_layers": 4, "num_mem_blocks": 2, "layers_block_type": ["hybrid", "mamba", "hybrid", "mamba"]}""",
        "2,3,0,1",
        "MDSL0612",
        "num_mem_blocks",
        "0,2"
    )]
    [InlineData("zamba2", """{"num_hidden_layers": 4}""", "0,2", "MDSL0612", "has no layers_block_type", "1")]
    [InlineData(
        "deepseek_v3",
        """{"num_hidden_layers": 4, "first_k_dense_replace": 1}""",
        "1,0,2",
        "MDSL0309",
        "no value of first_k_dense_replace",
        ""
    )]
    [InlineData("jamba", """{"num_hidden_layers": 4}""", "1,0,3,2,1,1", "MDSL0309", "expert_layer_period", "")]
    [InlineData(
        "gemma4_text",
        """{"num_hidden_layers": 2, "layer_types": ["sliding_attention", "full_attention"]}""",
        "1,0",
        "MDSL0309",
        "end with a layer of full attention",
        ""
    )]
    [InlineData("rwkv", """{"num_hidden_layers": 3}""", "1,2", "MDSL0309", "only the first layer of rwkv has pre_ln", "")]
    [InlineData("modernbert", """{"num_hidden_layers": 6}""", "3,1,2,3", "MDSL0612", "attn_norm has no effect", "0")]
    [InlineData("modernbert", """{"num_hidden_layers": 6}""", "0,1,2,0", "MDSL0309", "first layer of modernbert has no attn_norm", "")]
    [InlineData(
        "mistral_large4_text",
        """{"num_hidden_layers": 3, "kv_source_layers": [0, 0, 2], "mlp_layer_types": ["dense", "dense", "dense"], "no_rope_layers": [1, 1, 1]}""",
        "1,2",
        "MDSL0309",
        "kv_source_layers",
        ""
    )]
    [InlineData(
        "hy_v4",
        """{"num_hidden_layers": 3, "indexer_types": ["full", "full", "shared"], "mlp_layer_types": ["dense", "sparse", "sparse"]}""",
        "2,1",
        "MDSL0309",
        "begin with a full layer",
        ""
    )]
    [InlineData(
        "gemma3n_text",
        """{"num_hidden_layers": 3, "num_kv_shared_layers": 0, "hidden_size_per_layer_input": 8, "layer_types": ["x", "x", "x"]}""",
        "0,1",
        "MDSL0314",
        "hidden_size_per_layer_input",
        ""
    )]
    [InlineData(
        "qwen4_exp_text",
        """{"num_hidden_layers": 3, "layer_types": ["x", "x", "x"], "ple_layer_ids": [2]}""",
        "1,1",
        "MDSL0309",
        "ple_layer_ids",
        ""
    )]
    public void What_no_entry_can_express_is_said(string modelType, string config, string layers, string id, string message, string changed)
    {
        LayerPositionResult result = Apply(modelType, config, layers);
        MergeDiagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(changed, string.Join(",", result.Changed));
        Assert.False(result.BehavesTheSame);
    }

    [Fact]
    public void Transparent_layers_do_not_change()
    {
        JsonObject config = Headers.Parse("""{"model_type": "diffllama", "num_hidden_layers": 2}""");
        var source = new LayerSource(config, "num_hidden_layers", 2);
        LayerOrigin[] layers = [new(source, 0), new(source, 1), new(source, 1)];
        Assert.False(LayerPosition.Apply(source, layers).BehavesTheSame);
        Assert.True(LayerPosition.Apply(source, layers, transparent: [2]).BehavesTheSame);
        Assert.Empty(LayerPosition.Apply(source, layers, transparent: [2]).Diagnostics);
    }

    [Fact]
    public void Joined_layers_bring_their_own_entries()
    {
        var donor = new LayerSource(
            Headers.Parse("""{"model_type": "qwen2", "num_hidden_layers": 2, "use_sliding_window": false}"""),
            "num_hidden_layers",
            2
        );
        var other = new LayerSource(
            Headers.Parse("""{"model_type": "qwen2", "num_hidden_layers": 2, "layer_types": ["full_attention", "sliding_attention"]}"""),
            "num_hidden_layers",
            2
        );
        LayerPositionResult result = LayerPosition.Apply(donor, [new(donor, 0), new(other, 1), new(other, 0)]);
        Assert.Equal("""["full_attention","sliding_attention","full_attention"]""", result.Config["layer_types"]!.ToString());
        Assert.Equal(["num_hidden_layers", "layer_types"], result.Edits.Select(edit => edit.Key));
    }

    [Fact]
    public void Nested_sections_are_edited_in_place()
    {
        JsonObject config = Headers.Parse(
            """{"model_type": "gemma3", "num_hidden_layers": 2, "text_config": {"num_hidden_layers": 2, "sliding_window_pattern": 2}, "vision_config": {"num_hidden_layers": 7}}"""
        );
        var source = new LayerSource(config, "text_config.num_hidden_layers", 2);
        LayerPositionResult result = LayerPosition.Apply(source, [new(source, 1), new(source, 1)]);
        Assert.Equal(
            """{"model_type":"gemma3","num_hidden_layers":2,"text_config":{"num_hidden_layers":2,"sliding_window_pattern":2,"layer_types":["full_attention","full_attention"]},"vision_config":{"num_hidden_layers":7}}""",
            result.Config.ToString()
        );
        ConfigEdit edit = Assert.Single(result.Edits);
        Assert.Equal("text_config.layer_types", edit.Key);
        Assert.Null(edit.Before);
    }

    [Theory]
    [InlineData(
        """{"num_hidden_layers": 4, "dtype": "float32", "text_config": {"torch_dtype": "float32"}}""",
        """{"num_hidden_layers":4,"dtype":"bfloat16","text_config":{"torch_dtype":"bfloat16"}}"""
    )]
    [InlineData("""{"torch_dtype": "float16"}""", """{"torch_dtype":"bfloat16"}""")]
    [InlineData("""{"hidden_size": 4}""", """{"hidden_size":4,"dtype":"bfloat16"}""")]
    public void A_dtype_is_written_where_the_donor_has_it(string config, string expected) =>
        Assert.Equal(expected, ConfigDType.Set(Headers.Parse(config), "bfloat16").ToString());

    [Fact]
    public void A_generation_config_follows_its_layers()
    {
        var source = new LayerSource(
            Headers.Parse("""{"model_type": "whisper", "decoder_layers": 3, "encoder_layers": 3}"""),
            "decoder_layers",
            3
        );
        JsonObject generation = Headers.Parse("""{"alignment_heads": [[1, 5], [2, 0]], "assistant_early_exit": 3, "max_length": 9}""");
        Assert.Equal(
            """{"alignment_heads":[[0,5],[1,5]],"assistant_early_exit":2,"max_length":9}""",
            GenerationConfigPosition.Apply(generation, source, [new(source, 1), new(source, 1)]).ToString()
        );
    }

    private static LayerPositionResult Apply(string modelType, string config, string layers, string? countKey = null)
    {
        JsonObject parsed = Headers.Parse(config);
        countKey ??= parsed.Members.First(member => LayerPositionTable.Instance.CountNames.Contains(member.Key)).Key;
        var source = new LayerSource(parsed.With("model_type", modelType), countKey, CountKeys.Value(parsed, countKey)!.Value);
        return LayerPosition.Apply(
            source,
            [.. layers.Split(',').Select(layer => new LayerOrigin(source, int.Parse(layer, CultureInfo.InvariantCulture)))]
        );
    }
}
