using MergeDsl.Collections;
using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>Chooses those entries of config.json that merges look at.</summary>
internal static class ConfigFacts
{
    private static readonly HashSet<string> General = new(StringComparer.Ordinal)
    {
        "architectures",
        "model_type",
        "dtype",
        "torch_dtype",
        "tie_word_embeddings",
        "vocab_size",
        "hidden_size",
        "n_embd",
        "d_model",
        "intermediate_size",
        "n_inner",
        "ffn_dim",
        "num_attention_heads",
        "n_head",
        "num_key_value_heads",
        "num_kv_heads",
        "head_dim",
        "hidden_act",
        "hidden_activation",
        "activation_function",
        "max_position_embeddings",
        "n_positions",
        "rope_theta",
        "rope_scaling",
        "rope_parameters",
        "partial_rotary_factor",
        "rms_norm_eps",
        "layer_norm_eps",
        "layer_norm_epsilon",
        "norm_epsilon",
        "num_experts",
        "num_local_experts",
        "n_routed_experts",
        "zero_expert_num",
        "sliding_window",
        "use_sliding_window",
        "window_layers",
        "vocab_size_per_layer_input",
        "hidden_size_per_layer_input",
        "sparse_attention_config",
        "linear_attn_config",
        "moe_layer_freq",
        "attn_type_list",
        "index_topk_freq",
        "index_skip_topk_offset",
        "use_weighted_layer_sum",
        "conv_kernel_size",
        "num_sparse_encoder_layers",
        "num_sparse_decoder_layers",
        "prefix_dense_sliding_window_pattern",
        "H_cycles",
        "L_cycles",
        "mtp_layer_types",
        "is_encoder_decoder",
    };

    private static readonly HashSet<string> OfTowers = new(StringComparer.Ordinal)
    {
        "model_type",
        "hidden_size",
        "embed_dim",
        "deepstack_visual_indexes",
    };

    /// <summary>The entries, in the order of the file; nested sections with theirs.</summary>
    public static JsonObject Select(JsonObject config) =>
        Select(config, config, "", new(ConfigSections.Of(config).Select(section => section.Path), StringComparer.Ordinal));

    private static JsonObject Select(JsonObject root, JsonObject section, string path, HashSet<string> sections)
    {
        string modelType = ConfigSections.ModelType(root, path);
        LayerPositionTable table = LayerPositionTable.Instance;
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (string type in (string[])[modelType, modelType + "_text"])
        {
            foreach (PositionKey key in table.Lists(type).Concat(table.Indices(type)).Concat(table.Scalars(type)))
            {
                keys.Add(First(key.Key));
                if (key.Alias is not null)
                    keys.Add(key.Alias);
            }
        }
        keys.UnionWith(table.CountNames);
        keys.UnionWith(table.ListNames.Where(name => section[name] is JsonArray));
        keys.UnionWith(LayerPositionTable.CommonIndices);
        keys.Add("per_layer_config");
        keys.Add("pruned_heads");
        bool tower = path.Length > 0 && !ConfigSections.IsText(path) && path is not ("encoder" or "decoder");
        keys.UnionWith(tower ? OfTowers : General);

        var members = new List<KeyValuePair<string, JsonValue>>();
        // Of a name given twice the last counts, as in Python; a manifest has each once.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, JsonValue> member in section.Members.Reverse().Where(member => seen.Add(member.Key)))
        {
            if (keys.Contains(member.Key))
                members.Add(member);
            else if (
                member.Value is JsonObject nested
                && (path.Length == 0 ? member.Key : path + "." + member.Key) is var inner
                && sections.Contains(inner)
                && ConfigSections.At(root, inner) is not null
                && Select(root, nested, inner, sections) is { Members.IsEmpty: false } chosen
            )
                members.Add(new(member.Key, chosen));
        }
        members.Reverse();
        return new(members.ToEquatableArray());
    }

    private static string First(string key)
    {
        int dot = key.IndexOf('.');
        return dot < 0 ? key : key.Substring(0, dot);
    }
}
