using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Manifests;

namespace MergeDsl.Configuration;

/// <summary>Entries of config.json that name single layers by number: they follow their layers.</summary>
internal static class IndexedEntries
{
    private const int LongestNumber = 9;

    public static void Apply(ConfigEditor editor, LayerView before, IReadOnlyList<LayerOrigin> layers, List<MergeDiagnostic> diagnostics)
    {
        foreach (string key in (string[])["per_layer_config", "pruned_heads"])
            Keyed(editor, before, layers, key);
        Owners(editor, before, layers, diagnostics);
        SharedIndexers(before, layers, diagnostics);
        if (before.Path.Length > 0 && !IsTower(before.Path))
        {
            foreach (string key in (string[])["spatial_target_layers", "deepstack_layer_map"])
                OfTheWhole(editor, before, layers, key, diagnostics);
        }
        if (IsTower(before.Path) && before.Root["vision_feature_layer"] is { IsNull: false })
        {
            diagnostics.Add(
                DiagnosticKinds.LayerKnowsItsPlace.Says(
                    "vision_feature_layer names a layer of the vision tower by number, and is left as it is; set it to the layer whose output is meant"
                )
            );
        }
    }

    // An object whose names are layer numbers, perhaps with leading zeros.
    private static void Keyed(ConfigEditor editor, LayerView before, IReadOnlyList<LayerOrigin> layers, string key)
    {
        Dictionary<LayerSource, Dictionary<int, JsonValue>> entries = [];
        foreach (LayerOrigin origin in layers)
        {
            if (!entries.ContainsKey(origin.Source))
                entries.Add(origin.Source, Entries(LayerView.Of(origin.Source)[key]));
        }
        if (before[key]?.AsObject is null && entries.Values.All(entry => entry.Count == 0))
            return;
        int width =
            before[key]
                ?.AsObject?.Members.Select(member =>
                    member.Key.StartsWith("0", StringComparison.Ordinal) && member.Key.Length <= LongestNumber ? member.Key.Length : 1
                )
                .DefaultIfEmpty(1)
                .Max()
            ?? 1;
        var members = new List<KeyValuePair<string, JsonValue>>();
        for (int layer = 0; layer < layers.Count; layer++)
        {
            if (entries[layers[layer].Source].TryGetValue(layers[layer].Layer, out JsonValue? value))
                members.Add(new(layer.ToString("D" + width.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), value));
        }
        var edited = new JsonObject(members.ToEquatableArray());
        if (before[key] is null ? !edited.Members.IsEmpty : !edited.Equals(before[key]))
            editor.Set(key, edited);
    }

    private static Dictionary<int, JsonValue> Entries(JsonValue? value)
    {
        var entries = new Dictionary<int, JsonValue>();
        foreach (KeyValuePair<string, JsonValue> member in value?.AsObject?.Members ?? [])
        {
            if (int.TryParse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int layer))
                entries[layer] = member.Value;
        }
        return entries;
    }

    // Each layer names the layer whose keys and values it uses: itself, or an earlier one that has to come along.
    private static void Owners(ConfigEditor editor, LayerView before, IReadOnlyList<LayerOrigin> layers, List<MergeDiagnostic> diagnostics)
    {
        const string Key = "kv_source_layers";
        if (before[Key] is not JsonArray)
            return;
        var owners = new List<JsonValue>();
        var orphans = new List<int>();
        var lists = new Dictionary<LayerSource, JsonArray?>();
        var last = new Dictionary<(LayerSource Source, long Layer), int>();
        for (int layer = 0; layer < layers.Count; layer++)
        {
            (LayerSource source, int from) = (layers[layer].Source, layers[layer].Layer);
            last[(source, from)] = layer;
            if (!lists.TryGetValue(source, out JsonArray? list))
                lists.Add(source, list = LayerView.Of(source)[Key]?.AsArray);
            long owner = list is not null && from < list.Items.Count ? list.Items[from].AsInteger ?? from : from;
            bool isThere = last.TryGetValue((source, owner), out int found);
            if (!isThere)
                orphans.Add(layer);
            owners.Add(found);
        }
        if (orphans.Count > 0)
        {
            diagnostics.Add(
                DiagnosticKinds.ImpossiblePattern.Says(
                    $"output {IndexSet.LayerText(orphans)} would use the keys and values of a layer that is not there ({Key}); take the layer that owns them too, before these"
                )
            );
            return;
        }
        editor.Set(Key, new JsonArray(owners.ToEquatableArray()));
    }

    // A layer marked shared uses the selection of the last full one before it.
    private static void SharedIndexers(LayerView before, IReadOnlyList<LayerOrigin> layers, List<MergeDiagnostic> diagnostics)
    {
        if (before["indexer_types"] is not JsonArray)
            return;
        var changed = new List<int>();
        (LayerSource, int)? full = null;
        var read = new Dictionary<LayerSource, int[]>();
        for (int layer = 0; layer < layers.Count; layer++)
        {
            LayerSource source = layers[layer].Source;
            if (!read.TryGetValue(source, out int[]? lastFull))
                read.Add(source, lastFull = LastFull(LayerView.Of(source)["indexer_types"]?.AsArray?.Items ?? []));
            int from = layers[layer].Layer;
            if (from >= lastFull.Length)
                return;
            if (lastFull[from] == from)
            {
                full = (source, from);
                continue;
            }
            int owner = lastFull[from];
            if (full is null)
            {
                diagnostics.Add(
                    DiagnosticKinds.ImpossiblePattern.Says(
                        $"output layer {layer.ToString(CultureInfo.InvariantCulture)} shares the selection of an earlier layer (indexer_types), and there is none; begin with a full layer"
                    )
                );
                return;
            }
            if (full.Value.Item2 != owner || !full.Value.Item1.Equals(source))
                changed.Add(layer);
        }
        if (changed.Count > 0)
            diagnostics.Add(
                DiagnosticKinds.LayerKnowsItsPlace.Says(
                    $"{LayerPosition.ChangeText(changed)}: they share the selection of another layer than before (indexer_types); keep shared layers behind their full layer"
                )
            );
    }

    /// <summary>For each entry the last one up to it that is not shared, or -1.</summary>
    private static int[] LastFull(EquatableArray<JsonValue> types)
    {
        int[] owners = new int[types.Count];
        int last = -1;
        for (int i = 0; i < owners.Length; i++)
            owners[i] = last = types[i].AsString == "shared" ? last : i;
        return owners;
    }

    // Numbers of language layers outside of the section that describes these: each follows its layer to its first place.
    private static void OfTheWhole(
        ConfigEditor editor,
        LayerView before,
        IReadOnlyList<LayerOrigin> layers,
        string key,
        List<MergeDiagnostic> diagnostics
    )
    {
        if (before.Root[key] is not JsonArray list)
            return;
        bool lost = false;
        var first = new Dictionary<long, int>();
        for (int layer = layers.Count - 1; layer >= 0; layer--)
            first[layers[layer].Layer] = layer;
        JsonValue Moved(JsonValue number)
        {
            if (number.AsInteger is { } old && first.TryGetValue(old, out int found))
                return found;
            lost = true;
            return number;
        }
        JsonArray edited = new(
            list.Items.Select(item =>
                    item is JsonArray { Items.Count: 2 } pair ? new JsonArray([pair.Items[0], Moved(pair.Items[1])]) : Moved(item)
                )
                .ToEquatableArray()
        );
        if (lost)
            diagnostics.Add(
                DiagnosticKinds.LayerKnowsItsPlace.Says(
                    $"{key} names a layer that the output does not have, and is left as it is; set it by hand"
                )
            );
        else
            editor.SetAt(key, edited);
    }

    private static bool IsTower(string path) =>
        path.IndexOf("vision", StringComparison.Ordinal) >= 0 || path.IndexOf("audio", StringComparison.Ordinal) >= 0;
}
