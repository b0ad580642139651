namespace MergeDsl.Manifests;

/// <summary>The purpose of a stack of layers.</summary>
internal enum StackRole
{
    /// <summary>The language model, or the only stack.</summary>
    Main,
    Encoder,
    Decoder,
    Vision,
    Audio,

    /// <summary>A draft head with layers of its own, which no forward pass of the model needs.</summary>
    Auxiliary,
}

/// <summary>A stack of layers as the tensors' names show it.</summary>
/// <param name="Prefix">The beginning of its tensors' names, with <c>{}</c> for the layer.</param>
/// <param name="Layers">Its tensors.</param>
internal sealed record StackCandidate(string Prefix, LayerTensors Layers)
{
    /// <summary>The segments of the prefix before the number.</summary>
    public string[] Segments { get; } = Prefix.Substring(0, Math.Max(Prefix.Length - 4, 0)).Split('.');

    public StackRole Role { get; init; }

    public string Name { get; init; } = "default";

    public string? CountKey { get; init; }

    public bool IsAuxiliary => Role == StackRole.Auxiliary;

    /// <summary>One more than the highest layer number.</summary>
    public int LayerCount { get; } = Layers.Layers.Ranges[Layers.Layers.Ranges.Count - 1].End;
}
