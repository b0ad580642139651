using System.Collections;
using System.Runtime.CompilerServices;
using MergeDsl.Collections;

namespace MergeDsl;

/// <summary>One value, or a gradient.</summary>
/// <typeparam name="T">The type of the parameter.</typeparam>
/// <param name="Values">The value, or the values of the gradient.</param>
/// <param name="IsGradient">Whether it was written as a gradient.</param>
[CollectionBuilder(typeof(Value), nameof(Value.Create))]
public readonly record struct Value<T>(EquatableArray<T> Values, bool IsGradient) : IEnumerable<T>
{
    /// <summary>A single value.</summary>
    public static implicit operator Value<T>(T value) => new([value], false);

    /// <summary>A gradient.</summary>
    public static implicit operator Value<T>(Gradient<T> gradient) => new(gradient.Values, true);

    /// <summary>A gradient.</summary>
    public static implicit operator Value<T>(T[] gradient) => Value.Create(gradient);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes the gradients of rules from collection expressions.</summary>
public static class Value
{
    /// <summary>The gradient of a collection expression.</summary>
    public static Value<T> Create<T>(ReadOnlySpan<T> values) => new(EquatableArray.Create(values), true);

    /// <summary>The gradient of an array; also for callers that cannot pass a span.</summary>
    public static Value<T> Create<T>(T[] values) => new(EquatableArray.Create(values), true);
}

/// <summary>An element of a setting: a value, or a rule <c>(filter, value)</c>.</summary>
/// <typeparam name="T">The type of the parameter.</typeparam>
/// <param name="Filter">The filter of a rule; null for a value.</param>
/// <param name="Value">The value.</param>
public readonly record struct Item<T>(Filter? Filter, Value<T> Value)
{
    /// <summary>A single value.</summary>
    public static implicit operator Item<T>(T value) => new(null, value);

    /// <summary>A gradient.</summary>
    public static implicit operator Item<T>(Gradient<T> gradient) => new(null, gradient);

    /// <summary>A rule.</summary>
    public static implicit operator Item<T>((Filter Filter, Value<T> Value) rule) => new(rule.Filter ?? new Filter(null!), rule.Value);
}

/// <summary>The setting of a parameter: a value, a list of values (a gradient), or a list of rules <c>(filter, value)</c> that a value may close.</summary>
/// <typeparam name="T">The type of the parameter.</typeparam>
/// <param name="Items">What was written, in order.</param>
[CollectionBuilder(typeof(Setting), nameof(Setting.Create))]
public sealed record Setting<T>(EquatableArray<Item<T>> Items) : IEnumerable<Item<T>>, ISetting
{
    /// <summary>A single value.</summary>
    public static implicit operator Setting<T>(T value) => [value];

    /// <summary>A gradient.</summary>
    public static implicit operator Setting<T>(Gradient<T> gradient) => [gradient];

    /// <summary>A gradient.</summary>
    public static implicit operator Setting<T>(T[] gradient) => [new Item<T>(null, gradient)];

    /// <inheritdoc/>
    public IEnumerator<Item<T>> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", Items) + "]";

    IReadOnlyList<SettingItem> ISetting.Items =>
        [
            .. Items.Select(item => new SettingItem(
                item.Filter?.Text,
                item.Filter is not null,
                item.Value.IsGradient,
                item.Value.Values.Select(Number).ToEquatableArray()
            )),
        ];

    private static double Number(T value) =>
        value switch
        {
            double number => number,
            int number => number,
            bool flag => flag ? 1 : 0,
            _ => throw new NotSupportedException($"a parameter cannot be of type {typeof(T)}"),
        };
}

/// <summary>Makes settings from collection expressions.</summary>
public static class Setting
{
    /// <summary>The setting of a collection expression.</summary>
    public static Setting<T> Create<T>(ReadOnlySpan<Item<T>> items) => new(EquatableArray.Create(items));

    /// <summary>The setting of a collection expression; for callers that cannot pass a span.</summary>
    public static Setting<T> Create<T>(Item<T>[] items) => new(EquatableArray.Create(items));
}

/// <summary>A setting of any type, as it was written.</summary>
internal interface ISetting
{
    IReadOnlyList<SettingItem> Items { get; }
}

/// <summary>An element of a setting, as a front end read it.</summary>
/// <param name="Filter">The filter; null where it is a value or a rule without one.</param>
/// <param name="IsRule">Whether it is a rule (in YAML a mapping, in C# a tuple).</param>
/// <param name="IsGradient">Whether its value is a list.</param>
/// <param name="Values">The value or values.</param>
internal sealed record SettingItem(string? Filter, bool IsRule, bool IsGradient, EquatableArray<double> Values);
