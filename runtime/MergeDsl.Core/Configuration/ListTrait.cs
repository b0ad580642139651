using MergeDsl.Collections;
using MergeDsl.Json;
using MergeDsl.Manifests;

namespace MergeDsl.Configuration;

/// <summary>A list with one entry for every layer, or a text with one letter for each; a single value holds for all layers.</summary>
/// <param name="key">The key, dotted where nested.</param>
/// <param name="fill">The entries of a config without the list: not known where it gives null.</param>
/// <param name="unknown">Whether the family then derives them from the layer's number in a way that is not known here.</param>
/// <param name="structural">Whether layers of different entries have different tensors, and the family overrules the list.</param>
internal sealed class ListTrait(string key, Func<LayerView, JsonValue?[]?>? fill, bool unknown, bool structural = false) : LayerTrait(key)
{
    public override bool IsStructural => structural;

    public override string Cure => structural ? "end with a layer of full attention" : base.Cure;

    public override bool IsUnknownWithoutKey => unknown;

    public override string Describe(LayerView view) => $"{view.ModelType} derives {Key} from the number of the layer";

    public override JsonValue?[]? Read(LayerView view)
    {
        JsonValue? stored = view[Key];
        return stored switch
        {
            JsonArray { Items.IsEmpty: true } when view.Count > 0 => fill?.Invoke(view),
            JsonArray list => Forced(view, list.Items.Count >= view.Count ? [.. list.Items.Take(view.Count)] : Cyclic(list, view)),
            JsonString letters => letters.Value.Length >= view.Count
                ? [.. letters.Value.Take(view.Count).Select(letter => (JsonValue)letter.ToString())]
                : null,
            null or JsonNull => fill?.Invoke(view),
            _ => Each(view, _ => stored),
        };
    }

    public override void Write(ConfigEditor editor, LayerView before, JsonValue?[] wanted)
    {
        JsonValue? stored = before[Key];
        if (stored is JsonString text)
        {
            editor.Set(
                Key,
                string.Concat(wanted.Select(letter => letter?.AsString))
                    + (text.Value.Length > before.Count ? text.Value.Substring(before.Count) : "")
            );
            return;
        }
        bool isList = stored is JsonArray { Items.IsEmpty: false };
        if (!isList && Read(editor.View) is { } natural && JsonValues.Same(natural, wanted))
            return;
        if (LayerPositionTable.Instance.IsForbidden(before.ModelType, Key))
            return;
        // Entries behind those of the layers belong to draft layers.
        IEnumerable<JsonValue> tail =
            stored is JsonArray list && list.Items.Count > before.Count && Key is not "compress_ratios"
                ? list.Items.Skip(before.Count)
                : [];
        editor.Set(Key, new JsonArray(wanted.Select(value => value ?? JsonNull.Instance).Concat(tail).ToEquatableArray()));
    }

    private JsonValue?[]? Cyclic(JsonArray list, LayerView view) =>
        Key == "block_types" ? Each(view, layer => list.Items[layer % list.Items.Count]) : null;

    // These families read the last entry as full attention, whatever the file says.
    private JsonValue?[]? Forced(LayerView view, JsonValue?[]? values)
    {
        if (values is { Length: > 0 } && Key == "layer_types" && FamilyDefaults.ForcesLastFull(view.ModelType))
            values[values.Length - 1] = "full_attention";
        return values;
    }
}

/// <summary>gpt_neo's run-length form <c>[[["global", "local"], 12]]</c>; written with one entry per layer, for no shorter form fits every order.</summary>
internal sealed class RunLengthTrait(string key) : LayerTrait(key)
{
    public override string Describe(LayerView view) => $"{Key} names the attention of every layer";

    public override JsonValue?[]? Read(LayerView view)
    {
        var values = new List<JsonValue?>();
        foreach (JsonValue run in view[Key]?.AsArray?.Items ?? [new JsonArray([new JsonArray(["global", "local"]), (view.Count + 1) / 2])])
        {
            if (
                run.AsArray is not { Items.Count: 2 } pair
                || pair.Items[0].AsArray is not { } pattern
                || pair.Items[1].AsInteger is not (>= 0 and < 100_000 and { } times)
            )
                return null;
            // A few characters state any number of layers: no more of them are written out than there are.
            for (long i = 0; i < times && !pattern.Items.IsEmpty && values.Count < view.Count; i++)
                values.AddRange(pattern.Items);
        }
        return values.Count >= view.Count ? [.. values.Take(view.Count)] : null;
    }

    public override void Write(ConfigEditor editor, LayerView before, JsonValue?[] wanted)
    {
        if (Read(editor.View) is { } natural && JsonValues.Same(natural, wanted) && (before[Key] is null || wanted.Length == before.Count))
            return;
        editor.Set(
            Key,
            new JsonArray([new JsonArray([new JsonArray(wanted.Select(value => value ?? JsonNull.Instance).ToEquatableArray()), 1])])
        );
    }
}
