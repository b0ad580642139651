using Xunit;

namespace MergeDsl.Core.Tests.Manifests;

/// <summary>Layouts of published checkpoints that need more than a prefix.</summary>
public class LayoutTests
{
    [Fact]
    public void GPT2_as_published_has_no_prefix()
    {
        Manifest manifest = Build(
            """{"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_layer": 2, "vocab_size": 9}""",
            "wte.weight 9,4",
            "wpe.weight 8,4",
            "h.#.attn.bias 1,1,8,8",
            "h.#.attn.c_proj.weight 4,4",
            "h.#.mlp.c_proj.bias 4",
            "ln_f.weight 4"
        );
        StackManifest stack = Assert.Single(manifest.Stacks);
        Assert.Equal(("h.{}.", "n_layer", true), (stack.Prefix, stack.CountKey, stack.CanBeTransparent));
        Assert.Equal(["attn.c_proj.weight", "mlp.c_proj.bias"], stack.ResidualWriters);
        Assert.Equal(
            ["ln_f.weight After", "wpe.weight Before", "wte.weight Before"],
            manifest.Tensors.Select(tensor => $"{tensor.Name} {tensor.Position}")
        );
        Assert.Equal(["wte.weight"], manifest.Tensors.Where(tensor => tensor.IsVocabulary).Select(tensor => tensor.Name));
        Assert.True(manifest.TiesEmbeddings);
    }

    [Fact]
    public void Draft_layers_behind_the_stack_are_no_layers()
    {
        Manifest manifest = Build(
            """{"model_type": "deepseek_v3", "num_hidden_layers": 1, "num_nextn_predict_layers": 1}""",
            "model.layers.#.mlp.down_proj.weight 4,4",
            "model.layers.1.eh_proj.weight 4,8",
            "model.norm.weight 4"
        );
        StackManifest stack = Assert.Single(manifest.Stacks);
        Assert.Equal((1, "1..2"), (stack.LayerCount, stack.ExtraLayers.ToString()));
        Assert.Equal("layer 1 below model.layers.{}.: draft layers behind the stack (multi-token prediction)", manifest.Notes[0]);
        Assert.Equal(4, manifest.AllTensors().Count());
    }

    [Fact]
    public void Draft_heads_under_a_prefix_of_their_own_are_no_module()
    {
        Manifest manifest = Build(
            """{"model_type": "qwen3_next", "num_hidden_layers": 2, "layer_types": ["linear_attention", "full_attention"]}""",
            "model.layers.#.mlp.down_proj.weight 4,4",
            "model.norm.weight 4",
            "mtp.layers.0.mlp.down_proj.weight 4,4",
            "mtp.norm.weight 4"
        );
        Assert.Equal(["default", "mtp"], manifest.Stacks.Select(stack => stack.Name));
        Assert.Equal([false, true], manifest.Stacks.Select(stack => stack.IsAuxiliary));
        Assert.Equal((StackPosition.Elsewhere, "mtp", StackPosition.After), Place(manifest, "mtp.norm.weight"));
        Assert.Equal(StackPosition.After, Place(manifest, "model.norm.weight").Position);
    }

    [Fact]
    public void A_vision_model_has_a_tower_beside_its_language_model()
    {
        Manifest manifest = Build(
            """{"model_type": "gemma3", "architectures": ["Gemma3ForConditionalGeneration"], "text_config": {"model_type": "gemma3_text", "num_hidden_layers": 2, "vocab_size": 9}, "vision_config": {"num_hidden_layers": 2}}""",
            "language_model.model.layers.#.mlp.down_proj.weight 4,4",
            "language_model.model.embed_tokens.weight 9,4",
            "language_model.model.norm.weight 4",
            "vision_tower.vision_model.encoder.layers.#.mlp.fc2.weight 40,40",
            "vision_tower.vision_model.embeddings.patch_embedding.weight 4,3",
            "vision_tower.vision_model.post_layernorm.weight 4",
            "multi_modal_projector.mm_input_projection_weight 4,4"
        );
        Assert.Equal(
            [("text_decoder", "text_config.num_hidden_layers"), ("vision_tower", "vision_config.num_hidden_layers")],
            manifest.Stacks.Select(stack => (stack.Name, stack.CountKey))
        );
        Assert.Equal([true, null], manifest.Stacks.Select(stack => stack.CanBeTransparent));
        Assert.Equal(
            (StackPosition.Elsewhere, "vision_tower", StackPosition.After),
            Place(manifest, "vision_tower.vision_model.post_layernorm.weight")
        );
        Assert.Equal(StackPosition.Elsewhere, Place(manifest, "multi_modal_projector.mm_input_projection_weight").Position);
        Assert.True(manifest.Tensors.Single(tensor => tensor.Name.EndsWith("embed_tokens.weight", StringComparison.Ordinal)).IsVocabulary);
    }

    [Fact]
    public void Encoder_and_decoder_are_two_modules()
    {
        Manifest manifest = Build(
            """{"model_type": "whisper", "encoder_layers": 2, "decoder_layers": 2, "num_hidden_layers": 2, "vocab_size": 9}""",
            "model.encoder.layers.#.fc2.weight 4,4",
            "model.decoder.layers.#.fc2.weight 4,4",
            "model.encoder.layer_norm.weight 4",
            "model.decoder.layer_norm.weight 4",
            "model.decoder.embed_tokens.weight 9,4"
        );
        Assert.Equal(
            [("decoder", "decoder_layers", true), ("encoder", "encoder_layers", true)],
            manifest.Stacks.Select(stack => (stack.Name, stack.CountKey!, stack.CanBeTransparent!.Value))
        );
        Assert.Equal((StackPosition.Before, "encoder", StackPosition.After), Place(manifest, "model.encoder.layer_norm.weight"));
        Assert.Equal((StackPosition.After, null, StackPosition.After), Place(manifest, "model.decoder.layer_norm.weight"));
    }

    [Theory]
    [InlineData(
        """{"model_type": "llama", "num_hidden_layers": 3}""",
        "MDSL0507",
        "num_hidden_layers is 3, but its files have layers 0 to 1"
    )]
    [InlineData("""{"model_type": "llama", "num_hidden_layers": 1}""", "MDSL0507", "num_hidden_layers is 1")]
    [InlineData(
        """{"num_hidden_layers": 2, "quantization_config": {"quant_method": "gptq"}}""",
        "MDSL0503",
        "quantization_config ('gptq')"
    )]
    [InlineData("""{"num_hidden_layers": 2, "text_config": {"quantization_config": {}}}""", "MDSL0503", "text_config.quantization_config")]
    [InlineData(
        """{"num_hidden_layers": 2}""",
        "MDSL0503",
        "'model.layers.0.mlp.down_proj.weight_scale_inv'",
        "model.layers.#.mlp.down_proj.weight_scale_inv 1"
    )]
    public void What_cannot_be_merged_is_refused(string config, string id, string message, string? more = null)
    {
        ManifestResult result = ManifestBuilder.Build(
            "m",
            null,
            Headers.Of([.. new[] { "model.layers.#.mlp.down_proj.weight 4,4", more }.OfType<string>()]),
            Headers.Parse(config),
            null
        );
        MergeDiagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Null(result.Manifest);
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resharding_is_no_drift_and_a_shape_is()
    {
        var tensors = Headers.Of("model.layers.#.a.weight 4,4", "model.norm.weight 4");
        Assert.Equal(HeaderHash.Of(tensors), HeaderHash.Of(tensors.Reverse()));
        Assert.NotEqual(HeaderHash.Of(tensors), HeaderHash.Of(Headers.Of("model.layers.#.a.weight 4,5", "model.norm.weight 4")));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", HeaderHash.Of([]));
    }

    private static (StackPosition Position, string? Stack, StackPosition Within) Place(Manifest manifest, string name) =>
        manifest.Tensors.Single(tensor => tensor.Name == name) is var tensor
            ? (tensor.Position, tensor.Stack, tensor.WithinStack)
            : default;

    [Fact]
    public void Half_of_the_pattern_of_norms_behind_sums_is_none()
    {
        const string Config = """{"model_type": "llama", "num_hidden_layers": 2}""";
        string[] tensors =
        [
            "model.layers.#.mlp.down_proj.weight 4,4",
            "model.layers.#.attention.output.LayerNorm.weight 4",
            "model.layers.#.output.LayerNorm.weight 4",
            "model.norm.weight 4",
        ];
        bool? Of(params int[] left) => Assert.Single(Build(Config, [.. left.Select(i => tensors[i])]).Stacks).CanBeTransparent;
        Assert.False(Of(0, 1, 2, 3));
        Assert.True(Of(0, 1, 3));
        Assert.True(Of(0, 2, 3));
    }

    [Theory]
    [InlineData("vision_tower.encoder", "vision_tower")]
    [InlineData("audio_tower", "audio_tower")]
    public void A_tower_beside_the_layers_is_not_judged(string prefix, string name)
    {
        Manifest manifest = Build(
            """{"model_type": "llama", "num_hidden_layers": 2}""",
            "model.layers.#.mlp.down_proj.weight 4,4",
            "model.norm.weight 4",
            prefix + ".layers.#.mlp.down_proj.weight 4,4"
        );
        Assert.Equal(
            [("text_decoder", true), (name, null)],
            manifest.Stacks.OrderBy(stack => stack.Name == name).Select(stack => (stack.Name, stack.CanBeTransparent))
        );
    }

    private static Manifest Build(string config, params string[] tensors) => Headers.Manifest("m", config, tensors);
}
