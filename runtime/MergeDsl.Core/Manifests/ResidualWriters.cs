using MergeDsl.Collections;
using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>Knows by name which tensors of a layer write to the residual stream.</summary>
internal static class ResidualWriters
{
    // The last module of the name, or the last two where the last alone says too little.
    private static readonly HashSet<string> Modules = new(StringComparer.Ordinal)
    {
        "o_proj",
        "down_proj",
        "out_proj",
        "c_proj",
        "dense_4h_to_h",
        "fc2",
        "w2",
        "wo",
        "Wo",
        "fc_out",
        "output_linear",
        "proj_down",
        "w_out",
        "attention_out",
        "linear_out",
        "per_layer_projection",
        "attention.dense",
        "self_attention.dense",
        "self_attn.dense",
        "multi_head_attention.dense",
        "output.dense",
        "o_proj.linear",
        "SelfAttention.o",
        "EncDecAttention.o",
        "attention.output",
        "feed_forward.value",
        "ffn.2",
        "ple.value_proj",
        "post_attention_residual_scale.hidden_states",
        "post_attention_residual_scale.residual",
        "post_mlp_residual_scale.hidden_states",
        "post_mlp_residual_scale.residual",
    };

    // Routers and indexers choose, they do not write; shared blocks reach the stream only through a projection behind them.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "gate",
        "router",
        "indexer",
        "shared_transf",
        "shared_transformer",
    };

    // These multiply the stream instead of adding to it.
    private static readonly HashSet<string> Scales = new(StringComparer.Ordinal)
    {
        "layer_scalar",
        "input_residual",
        "post_attention_residual",
        "post_attention_residual_scale.residual_scale",
        "post_mlp_residual_scale.residual_scale",
    };

    /// <summary>The stack with its writers, and what is known of its layers.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="finalNorms">See <see cref="Transparency.FinalNorms"/>.</param>
    /// <param name="config">config.json.</param>
    /// <param name="notes">Gets what was inferred.</param>
    public static StackManifest Describe(StackManifest stack, HashSet<string> finalNorms, JsonObject config, List<string> notes)
    {
        HashSet<string> names = new(stack.Kinds.Select(kind => kind.Name), StringComparer.Ordinal);
        List<string> writers = [.. names.Where(name => Writes(name, names))];
        if (config["model_type"]?.AsString == "longcat_flash" && HasIdentityExperts(stack, config))
        {
            writers.RemoveAll(name =>
                name.StartsWith("mlp.experts.", StringComparison.Ordinal) || name.StartsWith("mlps.0.", StringComparison.Ordinal)
            );
            writers.Add("post_attention_layernorm.0.weight");
        }
        StackManifest described = stack with
        {
            ResidualWriters = writers.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray(),
            ResidualScales = names
                .Where(name =>
                    Scales.Contains(name)
                    || name.EndsWith(".weight", StringComparison.Ordinal) && Scales.Contains(name.Substring(0, name.Length - 7))
                )
                .OrderBy(name => name, StringComparer.Ordinal)
                .ToEquatableArray(),
        };
        return described with { CanBeTransparent = Transparency.Judge(described, finalNorms, config, notes) };
    }

    private static bool Writes(string name, HashSet<string> names)
    {
        string module = Module(name);
        string[] segments = module.Split('.');
        if (segments.Any(Silent.Contains))
            return false;
        string last = segments[segments.Length - 1];
        string lastTwo = segments.Length > 1 ? segments[segments.Length - 2] + "." + last : last;
        return Modules.Contains(last)
            || Modules.Contains(lastTwo)
            // The bias of a fused projection stands beside it.
            || (name.EndsWith(".bias", StringComparison.Ordinal) && names.Contains(module + ".output_linear.weight"));
    }

    // Fused experts have no .weight behind the module, and _bias where others have .bias.
    private static string Module(string name)
    {
        foreach (string suffix in (string[])[".weight", ".bias", "_bias"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                return name.Substring(0, name.Length - suffix.Length);
        }
        return name;
    }

    // Identity experts pass their input on and have no projection: the norm before them and before mlps.0 has to be zero in the place of both.
    private static bool HasIdentityExperts(StackManifest stack, JsonObject config)
    {
        if (config["zero_expert_num"]?.AsInteger is { } stated)
            return stated > 0;
        long rows = stack.Kinds.FirstOrDefault(kind => kind.Name == "mlp.router.classifier.weight") is { Shape.Count: > 0 } router
            ? router.Shape[0]
            : 0;
        return rows
            > stack
                .Kinds.Where(kind => kind.Name == "mlp.experts.{}.down_proj.weight")
                .Select(kind => kind.Experts.Count)
                .DefaultIfEmpty(0)
                .Max();
    }
}
