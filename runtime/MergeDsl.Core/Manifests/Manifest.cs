using MergeDsl.Collections;
using MergeDsl.Json;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>The facts of a checkpoint: what is in its headers and in config.json, without a weight. 1 to 8 KB of JSON.</summary>
public sealed record Manifest
{
    /// <summary>The hub id, or the directory's name: what references are compared with.</summary>
    public required string Model { get; init; }

    /// <summary>The branch, tag or commit, where it was given.</summary>
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

    /// <summary>The facts that were inferred rather than known, in words.</summary>
    public EquatableArray<string> Notes { get; init; }

    /// <summary>Indicates whether the output head is the input embedding: the config says so, or the files have no head of their own.</summary>
    public bool TiesEmbeddings { get; init; }

    /// <summary>Every tensor of the checkpoint with its dtype and shape, layers first; the names are exactly those in the files.</summary>
    public IEnumerable<(string Name, TensorDType DType, EquatableArray<long> Shape)> AllTensors()
    {
        foreach (StackManifest stack in Stacks)
        {
            foreach (TensorKind kind in stack.Kinds)
            {
                foreach (int layer in kind.Layers.Numbers)
                {
                    if (kind.Experts.Count == 0)
                        yield return (stack.NameOf(kind, layer), kind.DType, kind.Shape);
                    foreach (int expert in kind.Experts.Numbers)
                        yield return (stack.NameOf(kind, layer, expert), kind.DType, kind.Shape);
                }
            }
        }
        foreach (TensorManifest tensor in Tensors)
            yield return (tensor.Name, tensor.DType, tensor.Shape);
    }
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

    /// <summary>The names of the kinds that scale the residual stream itself: the identity needs them to be 1, and no scale of 0 makes them so.</summary>
    public EquatableArray<string> ResidualScales { get; init; }

    /// <summary>Indicates whether zeroing the residual writers makes a layer the identity: known, known not to, or not known.</summary>
    public bool? CanBeTransparent { get; init; }

    /// <summary>Indicates whether the model runs without it: draft heads (multi-token prediction) with layers of their own, which slices never cut.</summary>
    public bool IsAuxiliary { get; init; }

    /// <summary>The layers that have tensors but lie behind the last layer that counts: draft layers, whose kinds name layers from <see cref="LayerCount"/> on.</summary>
    public IndexSet ExtraLayers => IndexSet.Of(Kinds.SelectMany(kind => kind.Layers.Numbers).Where(layer => layer >= LayerCount));

    /// <summary>The full name of a tensor of a layer.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="expert">The expert, where the kind has one tensor for each.</param>
    public string NameOf(TensorKind kind, int layer, int? expert = null) => LayeredNames.Compose(Prefix, layer, kind.Name, expert);

    /// <summary>The beginning of the names of one layer's tensors.</summary>
    internal string LayerPrefix(int layer) => Prefix.Replace("{}", layer.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>A tensor that layers have, one each or one for every expert.</summary>
/// <param name="Name">The name within a layer with <c>{}</c> for the expert: <c>self_attn.o_proj.weight</c>, <c>mlp.experts.{}.down_proj.weight</c>.</param>
/// <param name="DType">The dtype in the file.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Layers">The layers that have it.</param>
/// <param name="Experts">The experts that have it; empty where the name has no second <c>{}</c>.</param>
public sealed record TensorKind(string Name, TensorDType DType, EquatableArray<long> Shape, IndexSet Layers, IndexSet Experts)
{
    /// <summary>The names within one layer: one, or one for every expert.</summary>
    internal IEnumerable<string> NamesWithinLayer() =>
        Experts.Count == 0
            ? [Name]
            : Experts.Numbers.Select(expert => Name.Replace("{}", expert.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}

/// <summary>A tensor that belongs to no layer.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="DType">The dtype in the file.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Position">Whether it acts before or after the layers.</param>
public sealed record TensorManifest(string Name, TensorDType DType, EquatableArray<long> Shape, StackPosition Position)
{
    /// <summary>Indicates whether its first dimension is the vocabulary.</summary>
    public bool IsVocabulary { get; init; }

    /// <summary>The name of the stack it belongs to where that is not the main one (an encoder, a tower); null for the main stack and for what no stack owns.</summary>
    public string? Stack { get; init; }

    /// <summary>The position within its own stack; the same as the position for tensors of the main one.</summary>
    public StackPosition WithinStack { get; init; }
}

/// <summary>The position of a tensor outside the layers.</summary>
public enum StackPosition
{
    /// <summary>Before the first layer (embeddings): taken from the first slice.</summary>
    Before,

    /// <summary>After the last layer (final norm, head): taken from the last slice.</summary>
    After,

    /// <summary>In a part of the model that no slice touches (towers, projectors): taken from the first slice.</summary>
    Elsewhere,
}
