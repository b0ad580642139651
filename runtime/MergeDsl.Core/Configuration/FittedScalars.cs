using MergeDsl.Collections;
using MergeDsl.Json;

namespace MergeDsl.Configuration;

/// <summary>Layers of two kinds with different tensors, told apart by scalars only: a new order must be one that some scalars give.</summary>
/// <param name="keys">The scalars.</param>
/// <param name="why">What they decide, in words.</param>
/// <param name="read">Whether a layer is of the second kind; null where it is not known.</param>
/// <param name="fit">Values of the scalars that give a pattern, or null.</param>
internal sealed class FitTrait(string[] keys, string why, Func<LayerView, Func<int, bool>?> read, Func<LayerView, bool[], long[]?> fit)
    : LayerTrait(string.Join(", ", keys))
{
    public override bool IsStructural => true;

    public override string Cure =>
        "choose the layers so that the pattern stays, as by whole periods or by keeping the first and the last layers in place";

    public override string Describe(LayerView view) => why;

    public override JsonValue?[]? Read(LayerView view) => read(view) is { } kind ? Each(view, layer => kind(layer)) : null;

    public override void Write(ConfigEditor editor, LayerView before, JsonValue?[] wanted)
    {
        if (Read(editor.View) is { } natural && JsonValues.Same(natural, wanted))
            return;
        if (fit(editor.View, [.. wanted.Select(value => value?.AsBoolean == true)]) is not { } values)
            return;
        for (int i = 0; i < keys.Length; i++)
            editor.Set(keys[i], values[i]);
    }

    /// <summary>The first layers are of one kind, their number is the scalar.</summary>
    public static FitTrait Prefix(string key, int? otherwise) =>
        new(
            [key],
            $"{key} says how many of the first layers are dense",
            view =>
                view[key]?.AsInteger is { } number ? layer => layer >= number
                : otherwise is int usual ? layer => layer >= usual
                : null,
            (_, sparse) => Leading(sparse, false) is var dense && sparse.Skip(dense).All(value => value) ? [dense] : null
        );

    /// <summary>The last layers are of one kind, their number is the scalar.</summary>
    public static FitTrait Suffix(string key, int otherwise) =>
        new(
            [key],
            $"{key} says how many of the last layers use the keys and values of an earlier one",
            view =>
            {
                int number = view.Integer(key, otherwise);
                return layer => layer >= view.Count - number;
            },
            (view, shared) =>
                Leading(shared, false) is var own
                && shared.Skip(own).All(value => value)
                && (own == shared.Length || TypesComeBefore(view, own))
                    ? [shared.Length - own]
                    : null
        );

    /// <summary>Every layer with <c>(layer + 1) mod step = 0</c>, or <c>layer mod step = 1</c>, is of the second kind.</summary>
    public static FitTrait Step(string key, bool fromOne, Func<LayerView, long?> otherwise)
    {
        bool Second(long step, int layer) => step > 0 && (fromOne ? (layer + 1) % step == 0 : step == 1 || layer % step == 1);
        return new(
            [key],
            $"{key} says which layers have experts",
            view => (view[key]?.AsInteger ?? otherwise(view)) is { } step ? layer => Second(step, layer) : null,
            (view, sparse) =>
                Steps(sparse)
                    .Where(step => sparse.Select((value, layer) => value == Second(step, layer)).All(same => same))
                    .Select(step => (long[]?)[step])
                    .FirstOrDefault()
        );

        // The first two layers of the second kind decide; where there are fewer, a step that is longer than the stack.
        static IEnumerable<long> Steps(bool[] sparse)
        {
            int first = Leading(sparse, false),
                second = first + 1 + Leading([.. sparse.Skip(first + 1)], false);
            return new SortedSet<long> { 0, 1, 2, first + 1, second - first, sparse.Length - 1, sparse.Length, sparse.Length + 1 }.Where(
                step => step >= 0
            );
        }
    }

    /// <summary>Every layer with <c>layer mod period = offset</c> is of the second kind.</summary>
    public static FitTrait Period(string period, string offset, int usualPeriod, int usualOffset, string why) =>
        new(
            [period, offset],
            why,
            view =>
            {
                int p = view.Integer(period, usualPeriod),
                    o = view.Integer(offset, usualOffset);
                return p > 0 ? layer => layer % p == o : null;
            },
            (_, second) =>
            {
                // The shortest period: the distance of the first two layers of the kind, or one with which there is no second, or none.
                int first = Leading(second, false),
                    next = first + 1 + Leading([.. second.Skip(first + 1)], false);
                int p =
                    first == second.Length ? second.Length + 1
                    : next >= second.Length ? Math.Max(first + 1, second.Length - first)
                    : next - first;
                return first < p && second.Select((value, layer) => value == (layer % p == first)).All(same => same) ? [p, first] : null;
            }
        );

    /// <summary>Layers between two numbers, at every interval, are of the second kind.</summary>
    public static FitTrait Span(string from, string to, string interval) =>
        new(
            [from, to, interval],
            $"{from}, {to} and {interval} say which layers have experts",
            view =>
            {
                if (view[from]?.AsInteger is not { } first || view[to]?.AsInteger is not { } stated)
                    return null;
                long last = stated < 0 ? view.Count - 1 : stated,
                    step = Math.Max(view.Integer(interval, 1), 1);
                return layer => layer >= first && layer <= last && (layer + 1) % step == 0;
            },
            (_, sparse) =>
            {
                int first = Leading(sparse, false),
                    last = Array.LastIndexOf(sparse, true);
                return last >= 0 && sparse.Skip(first).Take(last - first + 1).All(value => value) ? [first, last, 1] : null;
            }
        );

    private static int Leading(bool[] values, bool kind) => values.TakeWhile(value => value == kind).Count();

    private static bool TypesComeBefore(LayerView view, int own)
    {
        if (view["layer_types"]?.AsArray is not { } types || types.Items.Count < view.Count)
            return true;
        HashSet<string?> before = [.. types.Items.Take(own).Select(type => type.AsString)];
        return types.Items.Take(view.Count).Skip(own).All(type => before.Contains(type.AsString));
    }
}

/// <summary>Qwen's mixture of experts: a layer has experts where the step hits it and no list excludes it.</summary>
internal sealed class SparseStepTrait(int[] usualDense) : LayerTrait("mlp_only_layers")
{
    private readonly IndexTrait dense = new("mlp_only_layers", 0, (_, layer) => Array.IndexOf(usualDense, layer) >= 0);

    public override bool IsStructural => true;

    public override string Describe(LayerView view) => "decoder_sparse_step and mlp_only_layers say which layers have experts";

    public override JsonValue?[]? Read(LayerView view)
    {
        int step = Math.Max(view.Integer("decoder_sparse_step", 1), 1);
        return dense.Read(view) is { } listed ? Each(view, layer => listed[layer]!.AsBoolean != true && (layer + 1) % step == 0) : null;
    }

    // The list alone can say everything once the step is 1.
    public override void Write(ConfigEditor editor, LayerView before, JsonValue?[] wanted)
    {
        bool listed = before["mlp_only_layers"] is JsonArray { Items.IsEmpty: false };
        if (!listed && Read(editor.View) is { } natural && JsonValues.Same(natural, wanted))
            return;
        if (before.Integer("decoder_sparse_step", 1) != 1)
            editor.Set("decoder_sparse_step", 1);
        editor.Set(
            "mlp_only_layers",
            new JsonArray(
                Enumerable
                    .Range(0, wanted.Length)
                    .Where(layer => wanted[layer]?.AsBoolean != true)
                    .Select(layer => (JsonValue)layer)
                    .ToEquatableArray()
            )
        );
    }
}
