using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Json;

namespace MergeDsl.Configuration;

/// <summary>A list of layer numbers: whether a layer is among them is a value that every layer has.</summary>
/// <param name="key">The key, dotted where nested.</param>
/// <param name="start">The number of the first layer.</param>
/// <param name="fill">Whether a layer is among them in a config without the list; null where the list is only read if it is there.</param>
/// <param name="refusesRepeats">Whether the order of the list means something, so that a layer cannot stand in it twice.</param>
internal sealed class IndexTrait(string key, int start, Func<LayerView, int, bool>? fill, bool refusesRepeats = false) : LayerTrait(key)
{
    public override bool IsStructural => true;

    public override string Cure => "keep the order of these layers, and take none of them twice";

    public override string Describe(LayerView view) => $"{Key} lists layers by number";

    public override JsonValue?[]? Read(LayerView view)
    {
        if (Numbers(view[Key]) is { } listed)
        {
            HashSet<long> numbers = [.. listed];
            return Each(view, layer => numbers.Contains(layer + start));
        }
        return view[Key] is null or JsonNull && fill is not null ? Each(view, layer => fill(view, layer)) : null;
    }

    public override void Write(ConfigEditor editor, LayerView before, JsonValue?[] wanted)
    {
        bool stored = Numbers(before[Key]) is not null;
        if (!stored && Read(editor.View) is { } natural && JsonValues.Same(natural, wanted))
            return;
        List<long> numbers =
        [
            .. Enumerable.Range(0, wanted.Length).Where(layer => wanted[layer]?.AsBoolean == true).Select(layer => (long)(layer + start)),
        ];
        if (refusesRepeats && Numbers(before[Key]) is { } old && numbers.Count > old.Count)
            return;
        editor.Set(
            Key,
            before[Key] is JsonString
                ? string.Join(",", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))
                : new JsonArray(numbers.Select(number => (JsonValue)number).ToEquatableArray())
        );
    }

    private static List<long>? Numbers(JsonValue? value)
    {
        switch (value)
        {
            case JsonArray list when list.Items.All(item => item.AsInteger is not null):
                return [.. list.Items.Select(item => item.AsInteger!.Value)];
            case JsonString text:
                var numbers = new List<long>();
                foreach (string part in text.Value.Split([','], StringSplitOptions.RemoveEmptyEntries))
                {
                    if (!long.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                        return null;
                    numbers.Add(number);
                }
                return numbers;
            default:
                return null;
        }
    }
}
