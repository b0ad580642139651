using MergeDsl.Collections;
using MergeDsl.Json;

namespace MergeDsl.Configuration;

/// <summary>Keeps generation_config.json in step with layers that are cut, repeated, reordered or joined.</summary>
internal static class GenerationConfigPosition
{
    /// <summary>The edited generation config; the same object where nothing in it depends on layers.</summary>
    /// <param name="generation">generation_config.json of the donor.</param>
    /// <param name="donor">The stack that is cut.</param>
    /// <param name="layers">Where every output layer comes from.</param>
    public static JsonObject Apply(JsonObject generation, LayerSource donor, IReadOnlyList<LayerOrigin> layers)
    {
        if (LayerPosition.IsWhole(donor, layers))
            return generation;
        JsonObject edited = generation;
        bool decoder = LayerView.Of(donor).Side != "encoder";
        if (decoder && generation["alignment_heads"] is JsonArray heads && heads.Items.All(pair => pair.AsArray is { Items.Count: 2 }))
        {
            ILookup<long?, int> places = Enumerable.Range(0, layers.Count).ToLookup(layer => (long?)layers[layer].Layer);
            IEnumerable<JsonValue> moved = heads.Items.SelectMany(pair =>
                places[pair.AsArray!.Items[0].AsInteger].Select(layer => (JsonValue)new JsonArray([layer, pair.AsArray!.Items[1]]))
            );
            edited = edited.With("alignment_heads", new JsonArray(moved.ToEquatableArray()));
        }
        if (decoder && generation["assistant_early_exit"]?.AsInteger > layers.Count)
            edited = edited.With("assistant_early_exit", layers.Count);
        return edited;
    }
}
