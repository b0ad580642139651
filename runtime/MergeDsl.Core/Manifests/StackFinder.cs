using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>Finds the stacks of layers among numbered names, says what each is for, and puts the main one first.</summary>
internal static class StackFinder
{
    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal)
    {
        "layers",
        "layer",
        "h",
        "block",
        "blocks",
        "resblocks",
        "encoders",
        "decoders",
        "transformer_layers",
        "encoder_layers",
        "decoder_layers",
        "hidden_layers",
        "mtp_layers",
        "mtp_block",
        "mtp_blocks",
    };

    private static readonly string[] Vision =
    [
        "vision",
        "visual",
        "image",
        "img",
        "vit",
        "sam_model",
        "mm_projector",
        "perceiver",
        "qformer",
        "connector",
        "projector",
        "resampler",
    ];
    private static readonly string[] Audio = ["audio", "speech", "codec", "mimi", "depth_decoder"];
    private static readonly string[] Auxiliary = ["mtp", "nextn", "medusa", "eagle"];

    /// <summary>The stacks, the main one first, then by name.</summary>
    public static IReadOnlyList<StackCandidate> Find(LayeredNames names, JsonObject config)
    {
        List<StackCandidate> all =
        [
            .. names
                .ByPrefix.Select(pair => new StackCandidate(pair.Key, pair.Value))
                .OrderBy(stack => stack.Prefix, StringComparer.Ordinal),
        ];
        List<StackCandidate> stacks = [.. all.Where(stack => Containers.Contains(stack.Segments[stack.Segments.Length - 1]))];
        if (!stacks.Any(stack => RoleOf(stack) is StackRole.Main or StackRole.Encoder or StackRole.Decoder))
        {
            HashSet<int> counts = CountKeys.All(config);
            stacks.AddRange(
                all.Except(stacks)
                    .Where(stack =>
                        stack.Layers.Layers.Ranges.Count == 1
                        && stack.Layers.Layers.Ranges[0].Start == 0
                        && counts.Contains(stack.LayerCount)
                    )
            );
        }
        // Rather an unusual name than no stack: layers that share weights are numbered in groups.
        if (stacks.Count == 0)
            stacks =
            [
                .. all.Where(stack => stack.Layers.Layers.Ranges.Count == 1 && stack.Layers.Layers.Ranges[0].Start == 0)
                    .OrderByDescending(stack => stack.Layers.Elements)
                    .Take(1),
            ];
        if (stacks.Count == 0)
            return [];

        stacks = [.. stacks.Select(stack => stack with { Role = RoleOf(stack) })];
        StackCandidate main = stacks
            .OrderBy(stack => Rank(stack.Role))
            .ThenByDescending(stack => stack.Layers.Elements)
            .ThenBy(stack => stack.Prefix, StringComparer.Ordinal)
            .First();
        stacks.Remove(main);
        stacks.Insert(0, main);
        stacks = [.. stacks.Select(stack => stack with { CountKey = CountKeys.Find(config, stack) })];
        return StackNames.Assign(stacks, config);
    }

    private static int Rank(StackRole role) =>
        role switch
        {
            StackRole.Main or StackRole.Decoder => 0,
            StackRole.Encoder => 1,
            StackRole.Vision or StackRole.Audio => 2,
            _ => 3,
        };

    // Encoder and decoder differ only by the whole segment: local_encoder is a stack of its own, and a vision tower has an encoder inside.
    private static StackRole RoleOf(StackCandidate stack)
    {
        if (Has(stack, Auxiliary))
            return StackRole.Auxiliary;
        if (Has(stack, Audio))
            return StackRole.Audio;
        if (Has(stack, Vision))
            return StackRole.Vision;
        if (Array.IndexOf(stack.Segments, "decoder") >= 0)
            return StackRole.Decoder;
        return Array.IndexOf(stack.Segments, "encoder") >= 0 ? StackRole.Encoder : StackRole.Main;
    }

    private static bool Has(StackCandidate stack, string[] words) =>
        Array.Exists(stack.Segments, segment => Array.Exists(words, word => segment.IndexOf(word, StringComparison.Ordinal) >= 0));
}
