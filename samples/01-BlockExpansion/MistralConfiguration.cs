using System.Text.Json;

namespace Samples;

/// <summary>The part of a Mistral's <c>config.json</c> that the forward pass needs.</summary>
public sealed record MistralConfiguration
{
    /// <summary>Number of layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Length of the residual stream's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Length of the vector between the two halves of the feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of query heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Number of key and value heads; each serves <see cref="HeadCount"/> / <see cref="KeyValueHeadCount"/> query heads.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Length of one head's vector.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Number of tokens.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The number added to the mean square before its root is taken.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Base of the rotary embedding's wavelengths.</summary>
    public required double RotaryBase { get; init; }

    /// <summary>The number of positions that a position attends to, itself included; null for all of them.</summary>
    public required int? SlidingWindow { get; init; }

    /// <summary>Indicates whether the head is the transposed embedding.</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>The token that begins a text.</summary>
    public required int BeginOfText { get; init; }

    /// <summary>The token that ends a text.</summary>
    public required int EndOfText { get; init; }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It describes another architecture.</exception>
    public static MistralConfiguration Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        if (root.GetProperty("model_type").GetString() is not "mistral") throw new InvalidDataException($"{path}: this sample computes Mistral models only");
        if (root.GetProperty("hidden_act").GetString() is not "silu") throw new InvalidDataException($"{path}: this sample knows the activation silu only");

        int hiddenSize = root.GetProperty("hidden_size").GetInt32();
        int headCount = root.GetProperty("num_attention_heads").GetInt32();
        return new MistralConfiguration
        {
            LayerCount = root.GetProperty("num_hidden_layers").GetInt32(),
            HiddenSize = hiddenSize,
            IntermediateSize = root.GetProperty("intermediate_size").GetInt32(),
            HeadCount = headCount,
            KeyValueHeadCount = root.GetProperty("num_key_value_heads").GetInt32(),
            HeadSize = Optional(root, "head_dim")?.GetInt32() ?? hiddenSize / headCount,
            VocabularySize = root.GetProperty("vocab_size").GetInt32(),
            NormEpsilon = root.GetProperty("rms_norm_eps").GetSingle(),
            RotaryBase = ReadRotaryBase(root, path),
            SlidingWindow = Optional(root, "sliding_window")?.GetInt32(),
            TiedEmbeddings = Optional(root, "tie_word_embeddings")?.GetBoolean() ?? false,
            BeginOfText = root.GetProperty("bos_token_id").GetInt32(),
            EndOfText = root.GetProperty("eos_token_id").GetInt32(),
        };
    }

    // Older files have rope_theta at the top, newer ones have it among the rope_parameters.
    private static double ReadRotaryBase(JsonElement root, string path)
    {
        if (Optional(root, "rope_parameters") is not { } parameters) return Optional(root, "rope_theta")?.GetDouble() ?? 10000;
        string? type = Optional(parameters, "rope_type")?.GetString();
        return type is null or "default"
            ? parameters.GetProperty("rope_theta").GetDouble()
            : throw new InvalidDataException($"{path}: this sample does not scale rotary embeddings ('{type}')");
    }

    private static JsonElement? Optional(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}
