using MergeDsl.Json;

namespace MergeDsl.Configuration;

/// <summary>The values that families compute for the layers where config.json has no list: the rules of each, by the number of the layer.</summary>
internal static class FamilyDefaults
{
    private const string Full = "full_attention",
        Sliding = "sliding_attention",
        Linear = "linear_attention",
        Indexed = "indexed_attention";

    /// <summary>Families that read the last entry of <c>layer_types</c> as full attention, whatever the file says.</summary>
    public static bool ForcesLastFull(string modelType) =>
        modelType is "gemma4_text" or "gemma4_unified_text" or "diffusion_gemma_text" or "embedding_gemma2_text";

    /// <summary>The entries of an absent <c>layer_types</c>, or null where they are not known.</summary>
    public static JsonValue?[]? LayerTypes(LayerView view) => Texts(view, LayerType(view));

    /// <summary>The entries of an absent <c>mlp_layer_types</c>, or null where they are not known.</summary>
    public static JsonValue?[]? MlpLayerTypes(LayerView view) => Texts(view, MlpLayerType(view));

    /// <summary>The entries of an absent <c>layers_block_type</c>, or null where they are not known.</summary>
    public static JsonValue?[]? BlockTypes(LayerView view) =>
        view.ModelType != "zamba"
            ? null
            : Texts(
                view,
                layer =>
                    layer < 2 ? Linear
                    : layer == 2 || (layer - 3) % Math.Max(view.Integer("attn_layer_period", 6), 1) == view.Integer("attn_layer_offset", 4)
                        ? "hybrid"
                    : Linear
            );

    /// <summary>The entries of an absent <c>no_rope_layers</c>: 1 where positions are rotated.</summary>
    public static JsonValue?[]? Rotated(LayerView view) =>
        Each(view, layer => Every(layer, view.Integer("no_rope_layer_interval", 4)) ? 0 : 1);

    /// <summary>The entries of an absent <c>layer_rope_theta</c>.</summary>
    public static JsonValue?[]? RopeThetas(LayerView view) =>
        view.ModelType.StartsWith("muse", StringComparison.Ordinal)
            ? null
            : Each(view, _ => view["rope_parameters.rope_theta"] ?? view["rope_theta"] ?? JsonNull.Instance);

    /// <summary>The entries of an absent <c>indexer_types</c>, or null where they are not known.</summary>
    public static JsonValue?[]? IndexerTypes(LayerView view) =>
        view.ModelType == "hy_v4" ? Texts(view, layer => layer == 0 || layer % 4 == 1 ? "full" : "shared")
        : view["index_topk_pattern"] is { IsNull: false } || view.Integer("index_topk_freq", 1) == 1 ? Texts(view, _ => "full")
        : null;

    /// <summary>The entries of an absent <c>activation_sparsity_pattern</c>.</summary>
    public static JsonValue?[]? Sparsity(LayerView view) =>
        Each(view, layer => new JsonNumber(view.Count > 10 && layer < 10 ? "0.95" : "0.0"));

    /// <summary>The entries of an absent <c>block_types</c>, a pattern that is repeated.</summary>
    public static JsonValue?[]? Recurrent(LayerView view) => Texts(view, layer => layer % 3 == 2 ? "attention" : "recurrent");

    /// <summary>One value for all layers where there is no list.</summary>
    public static Func<LayerView, JsonValue?[]?> Uniform(string key) => view => Each(view, _ => view[key] ?? JsonNull.Instance);

    private static Func<int, string?>? LayerType(LayerView view)
    {
        switch (view.ModelType)
        {
            case "qwen2"
            or "qwen3"
            or "qwen2_5_omni_text"
            or "qwen2_5_omni_talker"
            or "qwen3_omni_moe_talker_code_predictor"
            or "deepseek_ocr2_encoder"
            or "qwen2_vl_text"
            or "qwen2_5_vl_text":
                int from = view.Integer("max_window_layers", view.ModelType.IndexOf("vl", StringComparison.Ordinal) >= 0 ? 80 : 28);
                return Slides(layer => view.Is("use_sliding_window") && view.IsNotNull("sliding_window") && layer >= from);
            case "dots1":
                return Slides(layer => view.IsNotNull("sliding_window") && layer >= view.Integer("max_window_layers", 62));
            case "qwen2_moe":
                return Slides(layer =>
                    view.Is("use_sliding_window")
                    && view.IsNotNull("sliding_window")
                    && layer % 2 == 0
                    && layer < view.Integer("max_window_layers", 28)
                );
            case "qwen3_next" or "qwen3_5_text" or "qwen3_5_moe_text":
                return layer => Every(layer, view.Integer("full_attention_interval", 4)) ? Full : Linear;
            case "qwen4_exp_text":
                return layer => Every(layer, view.Integer("full_attention_interval", 4)) ? Indexed : Linear;
            case "gemma2" or "gpt_oss" or "vaultgemma" or "t5_gemma_module":
                return Slides(layer => layer % 2 == 0);
            case "gemma3_text" or "t5gemma2_text" or "t5gemma2_decoder":
                return FullEvery(view.Integer("sliding_window_pattern", 6));
            case "gemma3n_text":
                return FullEvery(5);
            case "gemma4_text" or "gemma4_unified_text" or "diffusion_gemma_text":
                return Slides(layer => !Every(layer, 6) && layer != view.Count - 1);
            case "embedding_gemma2_text":
                return Slides(layer => !Every(layer, view.Integer("sliding_window_pattern", 6)) && layer != view.Count - 1);
            case "cohere2":
                return FullEvery(view.Integer("sliding_window_pattern", 4));
            case "cohere2_moe":
                return CohereWithPrefix(view);
            case "olmo3":
                return FullEvery(4);
            case "exaone4" or "exaone_moe":
                return view.IsNotNull("sliding_window") && view["sliding_window_pattern"] is null or JsonNumber
                    ? FullEvery(view.Integer("sliding_window_pattern", 4))
                    : null;
            case "afmoe":
                return FullEvery(view.Integer("global_attn_every_n_layers", 4));
            case "olmo_hybrid":
                return layer => layer % 4 == 3 ? Full : Linear;
            case "granite_swa" or "granitemoe_swa" or "cwm":
                return Slides(layer => layer % 4 != 0);
            case "modernbert" or "modernbert-decoder":
                return Slides(layer => layer % Math.Max(view.Integer("global_attn_every_n_layers", 3), 1) != 0);
            case "ultrabert":
                return view["attention_windows"] is JsonArray windows
                    ? Slides(layer => layer < windows.Items.Count && windows.Items[layer].AsInteger != 0)
                    : FullEvery(3);
            case "llama4_text" or "smollm3":
                JsonValue?[]? rotated = view["no_rope_layers"]?.AsArray is { Items.IsEmpty: false } list ? [.. list.Items] : Rotated(view);
                if (rotated is null || rotated.Length < view.Count)
                    return null;
                return view.ModelType == "llama4_text"
                    ? layer => rotated[layer]!.AsInteger != 0 ? "chunked_attention" : Full
                    : Slides(layer =>
                        rotated[layer]!.AsInteger == 0 && view.Is("use_sliding_window") && view["sliding_window"] is JsonNumber
                    );
            case "ministral":
                return Slides(_ => view.IsNotNull("sliding_window"));
            case "granitemoehybrid":
                return view["layers_block_type"] is JsonArray blocks
                    ? layer => layer < blocks.Items.Count ? blocks.Items[layer].AsString : null
                    : _ => Linear;
            case "lfm2":
                return Numbers(view["full_attn_idxs"]) is { } indices ? layer => indices.Contains(layer) ? Full : "conv" : _ => Full;
            case "lfm3":
                return layer =>
                    layer % 4 == 2 ? Full
                    : layer % 4 == 0 && layer > 0 ? Sliding
                    : "conv";
            case "minimax":
                return layer => layer % 2 == 0 ? Full : Linear;
            case "minimax_m3_vl_text":
                return view["sparse_attention_config.sparse_attention_freq"] is JsonArray frequencies
                    ? layer => layer < frequencies.Items.Count && frequencies.Items[layer].AsInteger != 0 ? "minimax_m3_sparse" : Full
                    : _ => Full;
            case "bailing_hybrid":
                return view["layer_group_size"]?.AsInteger is { } size ? layer => Every(layer, (int)size) ? Full : Linear : null;
            case "kimi_linear":
                return Numbers(view["linear_attn_config.full_attn_layers"]) is { } full
                    ? layer => full.Contains(layer + 1) ? Full : Linear
                    : layer => layer > 0 && layer % 4 == 0 ? Full : Linear;
            case "glm5_next_text":
                return layer => layer % 4 == 3 ? Indexed : Linear;
            case "deepseek_v32" or "glm_moe_dsa" or "axk2" or "hy_v4" or "mistral_large4_text":
                return _ => Indexed;
            case "dots3_note_text":
                return layer => layer < 2 || layer % 4 == 1 ? Indexed : Sliding;
            case "mimo_v2_flash":
                return Slides(layer => layer != 0 && !Every(layer, 6));
            case "beam" or "neomme":
                return Slides(layer => !Every(layer, 6) && layer != view.Count - 1);
            case "flint":
                return Slides(layer => layer > 1 && layer % 4 != 1 && layer != view.Count - 1);
            case "kolibri1":
                return FullEvery(5);
            case "inkling_text":
                return Numbers(view["local_layer_ids"]) is { } local ? Slides(layer => local.Contains(layer)) : FullEvery(6);
            case "laguna" or "mellum" or "step3p5" or "cohere_compass_text":
                return _ => Full;
            case "zaya":
                return _ => "hybrid";
            default:
                return null;
        }
    }

    private static Func<int, string?>? MlpLayerType(LayerView view)
    {
        switch (view.ModelType)
        {
            case "axk1"
            or "axk2"
            or "bailing_hybrid"
            or "deepseek_v32"
            or "glm_moe_dsa"
            or "exaone_moe"
            or "kimi_linear"
            or "mistral_large4_text"
            or "cohere2_moe"
            or "unlimited_ocr_text"
            or "dots3_note_text":
                if (view["moe_layer_freq"] is JsonArray chosen)
                    return Experts(layer => layer < chosen.Items.Count && chosen.Items[layer].AsInteger != 0);
                return view["first_k_dense_replace"]?.AsInteger is { } dense && view.Integer("moe_layer_freq", 1) == 1
                    ? Experts(layer => layer >= dense)
                    : null;
            case "glm4_moe_lite" or "ernie4_5_vl_moe_text" or "mimo_v2_flash" or "laguna" or "hy_v3" or "hy_v4":
                return Experts(layer => layer > 0);
            case "beam" or "glm5_next_text":
                return Experts(layer => layer > 2);
            case "mellum" or "muse_spark_text":
                return Experts(_ => true);
            case "minimax_m3_vl_text":
                return view["moe_layer_freq"] is JsonArray frequencies
                    ? Experts(layer => layer < frequencies.Items.Count && frequencies.Items[layer].AsInteger != 0)
                    : null;
            case "step3p5":
                IEnumerable<string>? listed = view["moe_layers_enum"] switch
                {
                    JsonString text => text.Value.Split(',').Select(part => part.Trim()),
                    JsonArray list => list.Items.Select(item => item.ToString()),
                    _ => null,
                };
                HashSet<string> sparse = new(listed ?? [], StringComparer.Ordinal);
                return listed is null
                    ? null
                    : Experts(layer => sparse.Contains(layer.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            case "deepseek_v4":
                return layer => layer < view.Integer("num_hash_layers", 3) ? "hash_moe" : "moe";
            default:
                return null;
        }
    }

    // The dense layers at the beginning count by a pattern of their own, the others begin to count anew.
    private static Func<int, string?>? CohereWithPrefix(LayerView view)
    {
        int prefix = view.Integer("first_k_dense_replace", 0);
        if (prefix > 0 && view["prefix_dense_sliding_window_pattern"]?.AsInteger is null)
            return null;
        int first = view.Integer("prefix_dense_sliding_window_pattern", 1),
            rest = view.Integer("sliding_window_pattern", 4);
        return Slides(layer => layer < prefix ? !Every(layer, first) : !Every(layer - prefix, rest));
    }

    private static HashSet<long>? Numbers(JsonValue? value) =>
        value is JsonArray list ? [.. list.Items.Select(item => item.AsInteger).OfType<long>()] : null;

    private static bool Every(int layer, int period) => period > 0 && (layer + 1) % period == 0;

    private static Func<int, string?> FullEvery(int period) => Slides(layer => !Every(layer, period));

    private static Func<int, string?> Slides(Func<int, bool> slides) => layer => slides(layer) ? Sliding : Full;

    private static Func<int, string?> Experts(Func<int, bool> sparse) => layer => sparse(layer) ? "sparse" : "dense";

    private static JsonValue?[]? Texts(LayerView view, Func<int, string?>? text) =>
        text is null ? null : Each(view, layer => text(layer) is { } value ? (JsonValue)value : null);

    private static JsonValue?[] Each(LayerView view, Func<int, JsonValue?> value) => [.. Enumerable.Range(0, view.Count).Select(value)];
}
