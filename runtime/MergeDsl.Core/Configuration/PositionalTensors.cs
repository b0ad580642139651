using MergeDsl.Diagnostics;
using MergeDsl.Manifests;

namespace MergeDsl.Configuration;

/// <summary>Tensors that only the layer at one end of the stack has, or only that layer lacks.</summary>
internal static class PositionalTensors
{
    private static readonly (string[] ModelTypes, string Tensor, bool AtEnd, bool Lacks)[] Rules =
    [
        (
            ["t5", "mt5", "longt5", "switch_transformers", "udop", "pop2piano", "pix2struct_text_model"],
            "relative_attention_bias",
            false,
            false
        ),
        (["wavlm"], "rel_attn_embed", false, false),
        (["rwkv"], "pre_ln", false, false),
        (["modernbert", "modernbert-decoder"], "attn_norm", false, true),
        (["zaya"], "router_states_scale", false, true),
        (["gpt_neox_japanese"], "attention.dense_bias", true, false),
    ];

    public static void Check(
        LayerView before,
        IReadOnlyList<LayerOrigin> layers,
        List<MergeDiagnostic> diagnostics,
        List<(int Layer, string Kind)> dropped,
        SortedSet<int> changed
    )
    {
        foreach ((string[] modelTypes, string tensor, bool atEnd, bool lacks) in Rules)
        {
            if (Array.IndexOf(modelTypes, before.ModelType) < 0)
                continue;
            string end = atEnd ? "last" : "first";
            var missing = new List<int>();
            var surplus = new List<int>();
            for (int layer = 0; layer < layers.Count; layer++)
            {
                LayerOrigin origin = layers[layer];
                bool isEnd = layer == (atEnd ? layers.Count - 1 : 0),
                    wasEnd = origin.Layer == (atEnd ? origin.Source.LayerCount - 1 : 0);
                if (isEnd == wasEnd)
                    continue;
                bool needs = isEnd != lacks;
                (needs ? missing : surplus).Add(layer);
                if (!needs)
                    dropped.AddRange(
                        (origin.Source.Stack?.Kinds ?? [])
                            .Where(kind => kind.Name.IndexOf(tensor, StringComparison.Ordinal) >= 0)
                            .Select(kind => (layer, kind.Name))
                            .Distinct()
                    );
            }
            if (missing.Count > 0)
            {
                string has = lacks
                    ? $"the {end} layer of {before.ModelType} has no {tensor}, every other one has it"
                    : $"only the {end} layer of {before.ModelType} has {tensor}";
                diagnostics.Add(
                    DiagnosticKinds.ImpossiblePattern.Says(
                        $"output {IndexSet.LayerText(missing)} would lack a tensor: {has}; keep the {end} layer of the source {end}"
                            + (lacks ? ", and only there" : "")
                    )
                );
            }
            // A shared bias acts from the first layer on all; what the others lose without effect is no change.
            if (surplus.Count > 0 && (lacks || atEnd))
            {
                changed.UnionWith(surplus);
                diagnostics.Add(
                    DiagnosticKinds.LayerKnowsItsPlace.Says(
                        $"{LayerPosition.ChangeText(surplus)}: {tensor} has no effect there and is left out; keep the {end} layer of the source {end}"
                    )
                );
            }
        }
    }
}
