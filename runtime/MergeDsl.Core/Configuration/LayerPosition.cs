using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Manifests;

namespace MergeDsl.Configuration;

/// <summary>A config.json as the place that layers come from.</summary>
/// <param name="Config">config.json, or what a manifest keeps of it.</param>
/// <param name="CountKey">The key that counts the layers of the stack, dotted where nested.</param>
/// <param name="LayerCount">The number of layers of the stack.</param>
/// <param name="Stack">The stack, where its tensors are known.</param>
internal sealed record LayerSource(JsonObject Config, string? CountKey, int LayerCount, StackManifest? Stack = null)
{
    // Sources are asked for at every layer: equal ones are mostly the same one.
    public bool Equals(LayerSource? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && LayerCount == other.LayerCount
            && CountKey == other.CountKey
            && Config.Equals(other.Config)
            && Equals(Stack, other.Stack)
        );

    public override int GetHashCode() => LayerCount;

    public static LayerSource Of(Manifest manifest, StackManifest stack) => new(manifest.Config, stack.CountKey, stack.LayerCount, stack);

    public static LayerSource Of(JsonObject config, StackManifest stack) => new(config, stack.CountKey, stack.LayerCount, stack);
}

/// <summary>The origin of an output layer.</summary>
internal readonly record struct LayerOrigin(LayerSource Source, int Layer);

/// <summary>A change of config.json.</summary>
/// <param name="Key">The key, dotted where nested.</param>
/// <param name="Before">The value before, or null where there was none.</param>
/// <param name="After">The value after.</param>
internal sealed record ConfigEdit(string Key, JsonValue? Before, JsonValue After);

/// <summary>The effect of a new order of layers on config.json.</summary>
/// <param name="Config">The edited config.json.</param>
/// <param name="Edits">What was changed, in order.</param>
/// <param name="Diagnostics">What cannot be expressed.</param>
/// <param name="Changed">The output layers that compute something else than their sources do, transparent ones aside.</param>
/// <param name="Dropped">Tensors that a layer does not have at its new place, though its source has them: output layer and kind.</param>
internal sealed record LayerPositionResult(
    JsonObject Config,
    EquatableArray<ConfigEdit> Edits,
    IReadOnlyList<MergeDiagnostic> Diagnostics,
    EquatableArray<int> Changed,
    EquatableArray<(int Layer, string Kind)> Dropped
)
{
    /// <summary>Indicates whether every layer computes at its new place what it computed at its old one.</summary>
    public bool BehavesTheSame => Changed.IsEmpty && Diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error);
}

/// <summary>Keeps config.json in step with layers that are cut, repeated, reordered or joined.</summary>
internal static class LayerPosition
{
    /// <summary>Edits the config.json of the donor for a new order of the layers of one stack.</summary>
    /// <param name="donor">The config.json to edit, and the stack that is cut.</param>
    /// <param name="layers">Where every output layer comes from.</param>
    /// <param name="transparent">Output layers that are the identity, whatever they would compute.</param>
    public static LayerPositionResult Apply(
        LayerSource donor,
        IReadOnlyList<LayerOrigin> layers,
        IReadOnlyCollection<int>? transparent = null
    )
    {
        if (IsWhole(donor, layers))
            return new(donor.Config, [], [], [], []);
        var editor = new ConfigEditor(donor, layers.Count);
        LayerView before = LayerView.Of(donor);
        bool inPlace = layers.Count == donor.LayerCount && layers.Select((layer, index) => layer.Layer == index).All(same => same);
        CountEdits.Apply(editor, before);
        if (!inPlace)
            ScalarEdits.Apply(editor, before);

        var views = new Dictionary<LayerSource, LayerView>();
        foreach (LayerOrigin origin in layers)
        {
            if (!views.ContainsKey(origin.Source))
                views.Add(origin.Source, LayerView.Of(origin.Source));
        }
        var diagnostics = new List<MergeDiagnostic>();
        var changed = new SortedSet<int>();
        List<(LayerTrait Trait, JsonValue?[] Wanted)> wishes = [];
        foreach (LayerTrait trait in LayerTraits.Of(before))
        {
            Dictionary<LayerView, JsonValue?[]?> values = views.Values.ToDictionary(view => view, trait.Read);
            if (values.Values.Any(value => value is null))
            {
                if (trait.IsUnknownWithoutKey)
                    Unknown(trait);
                continue;
            }
            JsonValue?[] wanted =
            [
                .. layers.Select(layer =>
                    layer.Layer < values[views[layer.Source]]!.Length ? values[views[layer.Source]]![layer.Layer] : null
                ),
            ];
            trait.Write(editor, before, wanted);
            wishes.Add((trait, wanted));
        }
        foreach ((LayerTrait trait, JsonValue?[] wanted) in wishes)
            Verify(trait, wanted);
        var dropped = new List<(int, string)>();
        PositionalTensors.Check(before, layers, diagnostics, dropped, changed);
        IndexedEntries.Apply(editor, before, layers, diagnostics);
        if (!inPlace)
            StackWideTensors.Check(before, layers.Count, diagnostics);
        changed.ExceptWith(transparent ?? []);
        return new(editor.Config, editor.Edits.ToEquatableArray(), diagnostics, changed.ToEquatableArray(), dropped.ToEquatableArray());

        // The config is read again as the family reads it: what a layer is at its new place is held against what it was.
        void Verify(LayerTrait trait, JsonValue?[] wanted)
        {
            JsonValue?[]? found = trait.Read(editor.View);
            int[] different =
            [
                .. Enumerable
                    .Range(0, layers.Count)
                    .Where(layer => found is null || layer >= found.Length || !JsonValues.Same(found[layer], wanted[layer])),
            ];
            if (different.Length == 0)
                return;
            if (trait.IsStructural)
            {
                diagnostics.Add(
                    DiagnosticKinds.ImpossiblePattern.Says(
                        $"no value of {trait.Key} in config.json makes output {IndexSet.LayerText(different)} what {(different.Length == 1 ? "it was" : "they were")} in the source ({trait.Describe(before)}); {trait.Cure}"
                    )
                );
                return;
            }
            int[] audible = [.. different.Where(layer => transparent?.Contains(layer) != true)];
            changed.UnionWith(audible);
            if (audible.Length > 0)
                diagnostics.Add(DiagnosticKinds.LayerKnowsItsPlace.Says($"{ChangeText(audible)}: {trait.Describe(before)}; {trait.Cure}"));
        }

        void Unknown(LayerTrait trait)
        {
            int[] moved =
            [
                .. Enumerable.Range(0, layers.Count).Where(layer => layers[layer].Layer != layer && transparent?.Contains(layer) != true),
            ];
            if (moved.Length == 0)
                return;
            changed.UnionWith(moved);
            diagnostics.Add(
                DiagnosticKinds.LayerKnowsItsPlace.Says(
                    $"output {IndexSet.LayerText(moved)} may compute something else at {(moved.Length == 1 ? "its" : "their")} new place: {trait.Describe(before)} and config.json has no {trait.Key} with one entry for each layer; write {trait.Key} into the config.json of the sources"
                )
            );
        }
    }

    /// <summary>Indicates whether the layers are all those of the donor's stack, in place.</summary>
    public static bool IsWhole(LayerSource donor, IReadOnlyList<LayerOrigin> layers) =>
        layers.Count == donor.LayerCount
        && layers
            .Select(
                (layer, index) => layer.Layer == index && (ReferenceEquals(layer.Source, donor) || layer.Source.Config.Equals(donor.Config))
            )
            .All(same => same);

    /// <summary>That layers have changed, in words.</summary>
    internal static string ChangeText(IReadOnlyCollection<int> layers) =>
        $"output {IndexSet.LayerText(layers)} {(layers.Count == 1 ? "computes" : "compute")} something else at {(layers.Count == 1 ? "its" : "their")} new place";
}
