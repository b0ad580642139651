using MergeDsl.Collections;
using MergeDsl.Json;

namespace MergeDsl.Configuration;

/// <summary>Something that every layer of a family has one value of, by its place in the stack and by config.json.</summary>
/// <param name="key">The key that the trait is about.</param>
internal abstract class LayerTrait(string key)
{
    public string Key { get; } = key;

    /// <summary>Indicates whether the tensors of a layer depend on it, so that another value is an error, not another behaviour.</summary>
    public virtual bool IsStructural => false;

    /// <summary>Indicates whether layers depend on their place where the key is absent, in a way that is not known.</summary>
    public virtual bool IsUnknownWithoutKey => false;

    /// <summary>The cure that a user can apply.</summary>
    public virtual string Cure => "keep these layers in place, or accept that they change";

    /// <summary>Why the place matters, in words.</summary>
    public abstract string Describe(LayerView view);

    /// <summary>The value of every layer as the family computes it; null where that is not known.</summary>
    public abstract JsonValue?[]? Read(LayerView view);

    /// <summary>Changes the config so that every output layer has its value, as far as the format can.</summary>
    public virtual void Write(ConfigEditor editor, LayerView before, JsonValue?[] wanted) { }

    protected static JsonValue?[] Each(LayerView view, Func<int, JsonValue?> value) => [.. Enumerable.Range(0, view.Count).Select(value)];
}

/// <summary>The shared block of a hybrid layer: these layers take turns.</summary>
internal sealed class TurnTrait(string key, string why) : LayerTrait(key)
{
    public override string Describe(LayerView view) => why;

    public override JsonValue?[]? Read(LayerView view)
    {
        EquatableArray<JsonValue> types = view["layers_block_type"]?.AsArray?.Items ?? [];
        int blocks = Math.Max(view.Integer(Key, 1), 1),
            hybrids = 0;
        return Each(view, layer => layer < types.Count && types[layer].AsString == "hybrid" ? hybrids++ % blocks : -1);
    }
}

/// <summary>A value that a layer has by its place alone: no entry of config.json can give it another one.</summary>
internal sealed class PlaceTrait(string key, string why, Func<LayerView, int, long> value) : LayerTrait(key)
{
    public override string Describe(LayerView view) => why;

    public override JsonValue?[]? Read(LayerView view) => Each(view, layer => value(view, layer));
}
