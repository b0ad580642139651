using MergeDsl.Collections;
using MergeDsl.Json;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>Says of the tensors outside the layers where they act, by their well-known names.</summary>
internal static class TensorRoles
{
    private static readonly string[] Towers =
    [
        "vision",
        "visual",
        "image_",
        "img_",
        "audio",
        "speech",
        "multi_modal",
        "mm_",
        "projector",
        "connector",
        "merger",
        "resampler",
        "qformer",
        "patch_merge",
        "modality",
    ];
    private static readonly string[] Drafts = ["mtp", "nextn", "medusa", "eagle"];
    private static readonly HashSet<string> Heads = new(StringComparer.Ordinal)
    {
        "lm_head",
        "head",
        "embed_out",
        "cls",
        "pred_layer",
        "lm_loss",
        "pooler",
        "score",
        "classifier",
        "qa_outputs",
        "proj_out",
        "output_layer",
        "hc_head",
        "vocab_projector",
        "vocab_transform",
        "vocab_layer_norm",
        "generator_predictions",
        "generator_lm_head",
        "discriminator_predictions",
        "project_out",
        "altup_unembed_projections",
    };

    private static readonly string[] Inputs =
    [
        "emb",
        "wte",
        "wpe",
        "word_",
        "position",
        "segment",
        "pos_",
        "token_type",
        "map_inputs",
        "mapping_in",
        "project_in",
        "input_",
        "per_layer",
        "altup_projections",
        "rotary",
        "inv_freq",
        "relative_attention_bias",
        "shared",
        "newline",
        "z_l_init",
        "conv1",
        "conv2",
    ];
    private static readonly HashSet<string> InputVocabulary = new(StringComparer.Ordinal)
    {
        "embed_tokens",
        "wte",
        "word_embeddings",
        "word_embedding",
        "tok_embeddings",
        "tokens_embed",
        "embed_in",
        "w",
        "embeddings",
        "embedding",
        "shared",
        "input_embedding",
        "embed_tokens_per_layer",
    };

    private static readonly HashSet<string> OutputVocabulary = new(StringComparer.Ordinal)
    {
        "lm_head",
        "embed_out",
        "head",
        "output",
        "output_layer",
        "cls.predictions",
        "predictions.decoder",
        "lm_head.decoder",
        "lm_head.linear",
        "decoder",
        "vocab_projector",
        "generator_lm_head",
        "lm_loss",
        "pred_layer.proj",
        "proj_out",
    };

    /// <summary>The tensors outside the stacks with their places, in the order given.</summary>
    public static EquatableArray<TensorManifest> Assign(
        IReadOnlyList<(string Name, TensorDType DType, EquatableArray<long> Shape)> tensors,
        IReadOnlyList<StackManifest> stacks,
        JsonObject config
    )
    {
        long? vocabulary = Vocabulary(config);
        Known? known = stacks.Count > 0 ? new(stacks) : null;
        return tensors
            .Select(tensor =>
                Assign(tensor.Name, tensor.DType, tensor.Shape, known) with
                {
                    IsVocabulary = IsVocabulary(tensor.Name, tensor.Shape, vocabulary),
                }
            )
            .ToEquatableArray();
    }

    /// <summary>Indicates whether a name is that of a norm.</summary>
    public static bool IsNorm(string name)
    {
        string[] segments = Segments(name);
        string last = segments[segments.Length - 1].ToLowerInvariant();
        return last.IndexOf("norm", StringComparison.Ordinal) >= 0 || last is "ln" || last.StartsWith("ln_", StringComparison.Ordinal);
    }

    /// <summary>Indicates whether a name is that of a part of an output head.</summary>
    public static bool IsHead(string name)
    {
        string[] segments = Segments(name);
        return segments.Any(Heads.Contains) || segments[0] is "output" || (segments[0] is "decoder" && segments.Length == 1);
    }

    /// <summary>The module of a tensor by segments, without <c>weight</c> or <c>bias</c>.</summary>
    private static string[] Segments(string name)
    {
        string[] segments = name.Split('.');
        return segments.Length > 1 && segments[segments.Length - 1] is "weight" or "bias"
            ? [.. segments.Take(segments.Length - 1)]
            : segments;
    }

    private static TensorManifest Assign(string name, TensorDType dtype, EquatableArray<long> shape, Known? stacks)
    {
        StackPosition within = ByWords(name);
        TensorManifest Made(StackPosition position, string? stack = null) =>
            new(name, dtype, shape, position) { Stack = stack, WithinStack = within };
        if (stacks is null)
            return Made(within);
        string[] whole = name.Split('.');
        int shared = Shared(whole, stacks.Main);
        if (Contains(name, Drafts))
            return Made(StackPosition.Elsewhere, stacks.Drafts.Find(whole, stacks.IsMainDraft ? 0 : shared));
        if (!stacks.IsMainTower && IsTower(name) && !Heads.Contains(Segments(name)[0]))
            return Made(
                name.IndexOf("newline", StringComparison.Ordinal) >= 0 ? StackPosition.Before : StackPosition.Elsewhere,
                stacks.Towers.Find(whole, shared)
            );

        string[] segments = Segments(name);
        string? other = stacks.Others.Find(whole, shared);
        string? side =
            segments.Length < 2
                ? null
                : segments
                    .Take(segments.Length - 1)
                    .FirstOrDefault(segment =>
                        segment is "encoder" or "decoder" or "local_encoder" or "local_decoder" or "patcher"
                        && !stacks.MainSegments.Contains(segment)
                    );
        if (
            other is not null
            || (
                side is not null
                && segments[0] != "lm_head"
                && segments[0] != "cls"
                && (
                    stacks.MainSegments.Contains("encoder")
                    || stacks.MainSegments.Contains("decoder")
                    || side is not ("encoder" or "decoder")
                )
            )
        )
        {
            return Made(
                (side ?? other)!.IndexOf("decoder", StringComparison.Ordinal) >= 0 ? StackPosition.After : StackPosition.Before,
                other
            );
        }
        return Made(within);
    }

    private static StackPosition ByWords(string name)
    {
        string lower = name.ToLowerInvariant();
        if (
            IsHead(name)
            || lower.IndexOf("hyper_connection_mixer", StringComparison.Ordinal) >= 0
            || lower.IndexOf("unembed", StringComparison.Ordinal) >= 0
        )
            return StackPosition.After;
        if (name == "final_logits_bias")
            return StackPosition.Elsewhere;
        string[] segments = Segments(name);
        string last = segments[segments.Length - 1];
        if (last == "embedding_norm")
            return StackPosition.After;
        if (last == "w" || Contains(lower, Inputs))
            return StackPosition.Before;
        if (!IsNorm(name))
            return StackPosition.Elsewhere;
        // Vision towers normalise what enters their first layer.
        return last.StartsWith("pre_", StringComparison.Ordinal) || last == "ln_pre" ? StackPosition.Before : StackPosition.After;
    }

    /// <summary>The stacks by what they are for. A tensor belongs to the stack whose prefix shares the most leading segments with its name, if it shares one that the main stack does not.</summary>
    private sealed class Known(IReadOnlyList<StackManifest> stacks)
    {
        public string[] Main { get; } = stacks[0].Prefix.Split('.');

        public HashSet<string> MainSegments { get; } = new(stacks[0].Prefix.Split('.'), StringComparer.Ordinal);

        public bool IsMainTower { get; } = IsTower(stacks[0].Prefix);

        public bool IsMainDraft { get; } = stacks[0].IsAuxiliary;

        public StackTree Drafts { get; } = new(stacks.Where(stack => stack.IsAuxiliary));

        public StackTree Towers { get; } = new(stacks.Where(stack => IsTower(stack.Prefix)));

        public StackTree Others { get; } = new(stacks.Skip(1).Where(stack => !stack.IsAuxiliary && !IsTower(stack.Prefix)));
    }

    private static int Shared(string[] segments, string[] other)
    {
        int count = 0;
        while (count < segments.Length && count < other.Length && segments[count] == other[count])
            count++;
        return count;
    }

    private static bool IsVocabulary(string name, EquatableArray<long> shape, long? vocabulary)
    {
        if (shape.Count == 0)
            return false;
        if (name == "final_logits_bias")
            return false;
        string[] segments = Segments(name);
        string last = segments[segments.Length - 1];
        string lastTwo = segments.Length > 1 ? segments[segments.Length - 2] + "." + last : last;
        bool input = InputVocabulary.Contains(last) && !name.EndsWith(".bias", StringComparison.Ordinal);
        bool output = OutputVocabulary.Contains(lastTwo) || (OutputVocabulary.Contains(last) && segments.Length <= 3);
        return (input || output)
            && (
                vocabulary is null
                    ? shape.Count == 2 || output
                    : shape[0] == vocabulary
                        || (input && last is "embed_tokens" or "wte" or "word_embeddings" or "tok_embeddings" or "embed_in")
            );
    }

    private static long? Vocabulary(JsonObject config) =>
        config["vocab_size"]?.AsInteger
        ?? ConfigSections
            .Of(config)
            .Where(section => ConfigSections.IsText(section.Path))
            .Select(section => section.Section["vocab_size"]?.AsInteger)
            .FirstOrDefault(size => size is not null);

    private static bool IsTower(string name) => Contains(name, Towers);

    private static bool Contains(string name, string[] words) =>
        Array.Exists(words, word => name.IndexOf(word, StringComparison.Ordinal) >= 0);
}
