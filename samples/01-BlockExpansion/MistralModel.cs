using MergeDsl;

namespace Samples;

/// <summary>The weights of one layer in float32; a matrix is [outputs × inputs], row after row.</summary>
internal sealed record MistralLayer(
    float[] InputNorm, float[] Query, float[] Key, float[] Value, float[] Output,
    float[] PostAttentionNorm, float[] Gate, float[] Up, float[] Down);

/// <summary>A Mistral (Jiang et al., arXiv 2310.06825) in float32: root mean square norms before each half of a layer, rotary positions, grouped-query attention, a feed-forward part gated by SiLU.</summary>
/// <remarks>Small and slow, for the sample's proof: it computes one position after the other on one thread.</remarks>
public sealed class MistralModel
{
    private MistralModel(MistralConfiguration configuration, Func<string, float[]> read)
    {
        Configuration = configuration;
        Embedding = read("model.embed_tokens.weight");
        Layers = [.. Enumerable.Range(0, configuration.LayerCount).Select(index => ReadLayer($"model.layers.{index}.", read))];
        FinalNorm = read("model.norm.weight");
        Head = configuration.TiedEmbeddings ? Embedding : read("lm_head.weight");
    }

    /// <summary>The shape of the model.</summary>
    public MistralConfiguration Configuration { get; }

    /// <summary>The number of parameters of its checkpoint.</summary>
    public required long ParameterCount { get; init; }

    internal float[] Embedding { get; }

    internal IReadOnlyList<MistralLayer> Layers { get; }

    internal float[] FinalNorm { get; }

    internal float[] Head { get; }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="directory">Its directory.</param>
    /// <exception cref="MergeException">It is no checkpoint, or a damaged one.</exception>
    /// <exception cref="InvalidDataException">It is one of another architecture.</exception>
    public static MistralModel Load(string directory)
    {
        CheckpointWeights weights = CheckpointWeights.Open(directory);
        MistralConfiguration configuration = MistralConfiguration.Read(Path.Combine(directory, "config.json"));
        return new MistralModel(configuration, weights.ReadFloat32) { ParameterCount = weights.ParameterCount };
    }

    /// <summary>Begins to read a text.</summary>
    public MistralSession StartSession() => new(this);

    private static MistralLayer ReadLayer(string prefix, Func<string, float[]> read) => new(
        read(prefix + "input_layernorm.weight"),
        read(prefix + "self_attn.q_proj.weight"),
        read(prefix + "self_attn.k_proj.weight"),
        read(prefix + "self_attn.v_proj.weight"),
        read(prefix + "self_attn.o_proj.weight"),
        read(prefix + "post_attention_layernorm.weight"),
        read(prefix + "mlp.gate_proj.weight"),
        read(prefix + "mlp.up_proj.weight"),
        read(prefix + "mlp.down_proj.weight"));
}
