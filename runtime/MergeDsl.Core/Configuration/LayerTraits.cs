using MergeDsl.Json;
using MergeDsl.Manifests;

namespace MergeDsl.Configuration;

/// <summary>The traits of the layers of a family: from the table of keys by class, and from the few behaviours without a key.</summary>
internal static class LayerTraits
{
    // What other lists are computed from comes before them.
    private static readonly string[] Order =
    [
        "no_rope_layers",
        "attention_windows",
        "compress_ratios",
        "layers_block_type",
        "hybrid_override_pattern",
        "layer_types",
    ];

    /// <summary>The traits, those that others are computed from first.</summary>
    public static IReadOnlyList<LayerTrait> Of(LayerView view)
    {
        LayerPositionTable table = LayerPositionTable.Instance;
        var traits = new List<LayerTrait>();
        bool isKnown = table.Lists(view.ModelType).Count + table.Indices(view.ModelType).Count + table.Scalars(view.ModelType).Count > 0;
        IEnumerable<PositionKey> indices = isKnown
            ? table.Indices(view.ModelType)
            : LayerPositionTable.CommonIndices.Where(name => view[name] is JsonArray).Select(name => new PositionKey(name, 0, null));
        foreach (PositionKey key in indices)
        {
            if (OfIndices(key, view) is { } trait)
                traits.Add(trait);
        }
        IEnumerable<string> lists = table
            .Lists(view.ModelType)
            .Select(key => key.Key)
            .Concat(table.ListNames.Where(name => view[name] is JsonArray list && list.Items.Count == view.Count))
            .Distinct(StringComparer.Ordinal);
        foreach (string key in lists.OrderBy(key => Array.IndexOf(Order, key)))
        {
            if (OfList(key, view) is { } trait)
                traits.Add(trait);
        }
        traits.AddRange(OfScalars(view));
        traits.AddRange(OfPlaces(view));
        return traits;
    }

    private static LayerTrait? OfIndices(PositionKey key, LayerView view) =>
        key.Key switch
        {
            "mlp_only_layers" => new SparseStepTrait(view.ModelType == "flint" ? [0, 1] : []),
            "moe_layers" => new IndexTrait(
                key.Key,
                0,
                (config, layer) => config.Integer("interleave_moe_layer_step", 1) is > 0 and var step && (layer + 1) % step == 0
            ),
            "cross_attention_layers" => new IndexTrait(key.Key, 0, (_, layer) => layer % 5 == 3 && layer < 40),
            "rope_scaling_layers" => new IndexTrait(key.Key, 0, (_, _) => true),
            "ple_layer_ids" => view[key.Key] is null ? null : new IndexTrait(key.Key, key.Base, null, refusesRepeats: true),
            "kv_source_layers"
            or "per_layer_config"
            or "deepstack_layer_map"
            or "spatial_target_layers"
            or "accept_hidden_layer"
            or "target_layer_ids"
            or "vision_feature_layer" => null,
            _ => view[key.Key] is JsonArray or JsonString ? new IndexTrait(key.Key, key.Base, (_, _) => key.Key == "full_attn_idxs") : null,
        };

    private static LayerTrait? OfList(string key, LayerView view) =>
        key switch
        {
            "attention_types" => new RunLengthTrait(key),
            "layer_types" when view.ModelType == "granitemoehybrid" && view["layers_block_type"] is not null && view[key] is null => null,
            "layer_types" when view.ModelType is "mistral" || LayerPositionTable.Instance.IsForbidden(view.ModelType, key) => view[key]
            is JsonArray
                ? new ListTrait(key, null, false)
                : null,
            "layer_types" => new ListTrait(
                key,
                FamilyDefaults.LayerTypes,
                unknown: view["compress_ratios"] is null,
                structural: FamilyDefaults.ForcesLastFull(view.ModelType)
            ),
            "mlp_layer_types" => new ListTrait(key, FamilyDefaults.MlpLayerTypes, unknown: true),
            "layers_block_type" when view.ModelType == "zamba" => new ListTrait(key, FamilyDefaults.BlockTypes, unknown: true),
            "layers_block_type" when view.ModelType == "zamba2" => new ListTrait(key, null, unknown: true),
            "no_rope_layers" => new ListTrait(key, FamilyDefaults.Rotated, unknown: false),
            "layer_rope_theta" => new ListTrait(key, FamilyDefaults.RopeThetas, unknown: true),
            "indexer_types" => new ListTrait(key, FamilyDefaults.IndexerTypes, unknown: true),
            "activation_sparsity_pattern" => new ListTrait(key, FamilyDefaults.Sparsity, unknown: false),
            "block_types" => new ListTrait(key, FamilyDefaults.Recurrent, unknown: false),
            "num_attention_heads_per_layer" => new ListTrait(key, FamilyDefaults.Uniform("num_attention_heads"), unknown: false),
            "num_key_value_heads_per_layer" => new ListTrait(key, FamilyDefaults.Uniform("num_key_value_heads"), unknown: false),
            _ => view[key] is null ? null : new ListTrait(key, null, unknown: false),
        };

    private static IEnumerable<LayerTrait> OfScalars(LayerView view)
    {
        switch (view.ModelType)
        {
            case "deepseek_v3":
                yield return FitTrait.Prefix("first_k_dense_replace", 3);
                break;
            case "glm4_moe" or "glm4v_moe_text":
                yield return FitTrait.Prefix("first_k_dense_replace", 1);
                break;
            case "deepseek_v2" or "dots1":
                yield return FitTrait.Prefix("first_k_dense_replace", 0);
                break;
            case "mistral4":
                yield return FitTrait.Prefix("first_k_dense_replace", null);
                break;
            case "afmoe" or "lfm2_moe":
                yield return FitTrait.Prefix("num_dense_layers", null);
                break;
            case "nllb-moe" or "switch_transformers":
                bool switches = view.ModelType == "switch_transformers";
                string side = view.Side ?? "encoder";
                yield return FitTrait.Step(
                    side + "_sparse_step",
                    fromOne: !switches,
                    config =>
                        switches && config["num_sparse_" + side + "_layers"]?.AsInteger is { } sparse
                            ? sparse > 0
                                ? config.Count / sparse
                                : config.Count
                            : null
                );
                break;
            case "ernie4_5_moe":
                yield return FitTrait.Span("moe_layer_start_index", "moe_layer_end_index", "moe_layer_interval");
                break;
            case "jamba":
                yield return FitTrait.Period(
                    "attn_layer_period",
                    "attn_layer_offset",
                    8,
                    4,
                    "attn_layer_period and attn_layer_offset say which layers have attention"
                );
                yield return FitTrait.Period(
                    "expert_layer_period",
                    "expert_layer_offset",
                    2,
                    1,
                    "expert_layer_period and expert_layer_offset say which layers have experts"
                );
                break;
            case "gemma3n_text":
                yield return FitTrait.Suffix("num_kv_shared_layers", 15);
                break;
            case "gemma4_text" or "gemma4_unified_text":
                yield return FitTrait.Suffix("num_kv_shared_layers", 0);
                break;
        }
    }

    private static IEnumerable<LayerTrait> OfPlaces(LayerView view)
    {
        switch (view.ModelType)
        {
            case "gpt2" or "imagegpt" or "decision_transformer" when view.Is("scale_attn_by_inverse_layer_idx"):
                yield return Place(
                    "scale_attn_by_inverse_layer_idx",
                    "attention scores are divided by the number of the layer (scale_attn_by_inverse_layer_idx)"
                );
                break;
            case "diffllama":
                yield return Place("num_hidden_layers", "diffllama derives the offset of its attention from the number of the layer");
                break;
            case "beam":
                yield return Place("num_hidden_layers", "beam weighs the residual stream by the number of the layer");
                break;
            case "minimax"
                when view.Stack?.Kinds.Any(kind =>
                    kind.Name.IndexOf("slope_rate", StringComparison.Ordinal) >= 0
                    || kind.Name.IndexOf("decay", StringComparison.Ordinal) >= 0
                ) != true:
                yield return new PlaceTrait(
                    "layer_types",
                    "minimax derives the decay of linear attention from the number of the layer and of all layers",
                    (config, layer) => IsLinear(config, layer) ? ((long)config.Count << 32) | (uint)layer : -1
                );
                break;
            case "esmc":
                yield return new PlaceTrait(
                    "num_hidden_layers",
                    "esmc divides the residual stream by the root of the number of layers",
                    (config, _) => config.Count
                );
                break;
            case "albert" when view.Integer("num_hidden_groups", 1) > 1:
                yield return new PlaceTrait(
                    "num_hidden_groups",
                    "layers share the weights of groups, spread over the number of layers",
                    (config, layer) => (long)layer * config.Integer("num_hidden_groups", 1) / Math.Max(config.Count, 1)
                );
                break;
            case "pegasus_x" when view.Side != "decoder" && view["stagger_local_blocks"]?.AsBoolean != false:
                yield return new PlaceTrait(
                    "stagger_local_blocks",
                    "every second layer shifts its blocks (stagger_local_blocks)",
                    (_, layer) => layer % 2
                );
                break;
            case "inkling2_text":
                yield return new PlaceTrait(
                    "n_layers_per_attn_res_block",
                    "blocks of layers begin at every n-th layer (n_layers_per_attn_res_block)",
                    (config, layer) => layer == 0 ? -1 : layer % Math.Max(config.Integer("n_layers_per_attn_res_block", 1), 1)
                );
                break;
            case "idefics":
                yield return new PlaceTrait(
                    "cross_layer_interval",
                    "a gated cross-attention block stands before every n-th layer (cross_layer_interval)",
                    (config, layer) => layer % Math.Max(config.Integer("cross_layer_interval", 1), 1)
                );
                break;
            case "evolla":
                yield return new PlaceTrait(
                    "aligner_num_add_layers",
                    "adapters stand at places that depend on the number of layers (aligner_num_add_layers)",
                    (config, _) => config.Count
                );
                break;
            case "zamba2":
                yield return new TurnTrait("num_mem_blocks", "the hybrid layers take turns with the shared blocks (num_mem_blocks)");
                break;
            case "deberta-v2" when view.Integer("conv_kernel_size", 0) > 0:
                yield return new PlaceTrait(
                    "conv_kernel_size",
                    "a convolution follows layer 0 (conv_kernel_size)",
                    (_, layer) => layer == 0 ? 1 : 0
                );
                break;
            case "blt_local_encoder" or "blt_local_decoder" when view["cross_attn_all_layers"]?.AsBoolean == false:
                yield return new PlaceTrait(
                    "cross_attn_all_layers",
                    "only the last layer of the encoder and the first of the decoder attend across (cross_attn_all_layers)",
                    (config, layer) => (layer == 0 ? 1 : 0) + (layer == config.Count - 1 ? 2 : 0)
                );
                break;
        }
        if (
            view.RootType is "qwen3_vl" or "qwen3_vl_moe" or "qwen3_omni_moe" or "cohere_compass" or "granite_docling"
            && view.Path.IndexOf("vision", StringComparison.Ordinal) < 0
        )
        {
            int features = view.Root.At("vision_config.deepstack_visual_indexes")?.AsArray?.Items.Count ?? 3;
            yield return new PlaceTrait(
                "deepstack_visual_indexes",
                "features of the images are added after each of the first layers (deepstack_visual_indexes)",
                (_, layer) => layer < features ? layer : -1
            );
        }
    }

    private static PlaceTrait Place(string key, string why) => new(key, why, (_, layer) => layer);

    private static bool IsLinear(LayerView view, int layer) =>
        view["layer_types"]?.AsArray is { } types && layer < types.Items.Count
            ? types.Items[layer].AsString is "linear_attention"
            : layer % 2 == 1;
}
