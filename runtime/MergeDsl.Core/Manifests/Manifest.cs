using MergeDsl.Json;

namespace MergeDsl;

/// <summary>The facts of a checkpoint: what is in its headers and in config.json, without a weight. 1 to 8 KB of JSON.</summary>
public sealed record Manifest
{
    /// <summary>The hub id, or the directory's name: what references are compared with.</summary>
    public required string Model { get; init; }

    /// <summary>The branch, tag or commit, where it was said.</summary>
    public string? Revision { get; init; }

    /// <summary>The class name in <c>architectures</c> of config.json, such as <c>MistralForCausalLM</c>; empty where there is none.</summary>
    public required string Architecture { get; init; }

    /// <summary><c>model_type</c> of config.json, such as <c>mistral</c>; empty where there is none.</summary>
    public required string ModelType { get; init; }

    /// <summary>The stacks of layers; the first is the one that <c>slices</c> cut.</summary>
    public EquatableArray<StackManifest> Stacks { get; init; }

    /// <summary>The tensors that belong to no layer, sorted by name.</summary>
    public EquatableArray<TensorManifest> Tensors { get; init; }

    /// <summary>SHA-256 over the sorted names, dtypes and shapes: it identifies a shape, not weights, and resharding does not change it.</summary>
    public required string HeaderHash { get; init; }

    /// <summary>The licence named by the model card, where there is one.</summary>
    public string? Licence { get; init; }

    /// <summary>Those entries of config.json that merges look at.</summary>
    internal JsonObject Config { get; init; } = new([]);

    /// <summary>What was inferred rather than known, in words.</summary>
    public EquatableArray<string> Notes { get; init; }
}

/// <summary>A stack of layers.</summary>
public sealed record StackManifest
{
    /// <summary>The module's name: <c>default</c> for the only stack, otherwise such as <c>text_decoder</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The beginning of its tensors' names with <c>{}</c> for the layer, such as <c>model.layers.{}.</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>The number of layers in the files.</summary>
    public required int LayerCount { get; init; }

    /// <summary>The key of config.json that holds the number of layers, dotted where nested: <c>text_config.num_hidden_layers</c>.</summary>
    public string? CountKey { get; init; }

    /// <summary>The kinds of tensors in its layers.</summary>
    public EquatableArray<TensorKind> Kinds { get; init; }

    /// <summary>The names of the kinds whose output is added to the residual stream; scaled by 0 they make a layer the identity.</summary>
    public EquatableArray<string> ResidualWriters { get; init; }

    /// <summary>Whether zeroing the residual writers makes a layer the identity: known, known not to, or not known.</summary>
    public bool? CanBeTransparent { get; init; }
}

/// <summary>A tensor that layers have, one each or one for every expert.</summary>
/// <param name="Name">The name within a layer with <c>{}</c> for the expert: <c>self_attn.o_proj.weight</c>, <c>mlp.experts.{}.down_proj.weight</c>.</param>
/// <param name="DType">The dtype in the file.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Layers">The layers that have it.</param>
/// <param name="Experts">The experts that have it; empty where the name has no second <c>{}</c>.</param>
public sealed record TensorKind(string Name, TensorDType DType, EquatableArray<long> Shape, IndexSet Layers, IndexSet Experts);

/// <summary>A tensor that belongs to no layer.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="DType">The dtype in the file.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Position">Whether it acts before or after the layers.</param>
public sealed record TensorManifest(string Name, TensorDType DType, EquatableArray<long> Shape, StackPosition Position)
{
    /// <summary>Whether its first dimension is the vocabulary.</summary>
    public bool IsVocabulary { get; init; }
}

/// <summary>Where a tensor outside the layers acts.</summary>
public enum StackPosition
{
    /// <summary>Before the first layer (embeddings): taken from the first slice.</summary>
    Before,
    /// <summary>After the last layer (final norm, head): taken from the last slice.</summary>
    After,
    /// <summary>In a part of the model that no slice touches (towers, projectors): taken from the first slice.</summary>
    Elsewhere,
}
