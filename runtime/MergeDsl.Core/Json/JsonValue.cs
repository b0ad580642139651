using System.Globalization;
using MergeDsl.Collections;

namespace MergeDsl.Json;

/// <summary>A JSON value. Numbers keep the text they were written with, objects the order of their members.</summary>
internal abstract record JsonValue
{
    /// <summary>The offset of its first character in the text that it was read from, from 0; -1 where that is not known. It is no part of the value: equal values may stand anywhere.</summary>
    public int Offset { get; internal set; } = -1;

    public virtual bool Equals(JsonValue? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    public string? AsString => (this as JsonString)?.Value;

    public bool? AsBoolean => (this as JsonBoolean)?.Value;

    /// <summary>The value as a whole number, where it is one.</summary>
    public long? AsInteger =>
        this is JsonNumber number && long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    /// <summary>The value as a number, where it is one.</summary>
    public double? AsNumber =>
        this is not JsonNumber number ? null
        : double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
        // Older frameworks do not read what is beyond the largest number.
        : number.Text[0] == '-' ? double.NegativeInfinity
        : double.PositiveInfinity;

    public JsonObject? AsObject => this as JsonObject;

    public JsonArray? AsArray => this as JsonArray;

    public bool IsNull => this is JsonNull;

    /// <summary>The value at a dotted path of members, or null.</summary>
    public JsonValue? At(string path)
    {
        JsonValue? value = this;
        foreach (string name in path.Split('.'))
            value = value?.AsObject?[name];
        return value;
    }

    public static implicit operator JsonValue(string value) => new JsonString(value);

    public static implicit operator JsonValue(bool value) => new JsonBoolean(value);

    public static implicit operator JsonValue(long value) => new JsonNumber(value.ToString(CultureInfo.InvariantCulture));

    public static implicit operator JsonValue(int value) => (long)value;

    public sealed override string ToString() => JsonWriter.Compact(this);
}

internal sealed record JsonNull : JsonValue
{
    public static JsonNull Instance { get; } = new();
}

internal sealed record JsonBoolean(bool Value) : JsonValue
{
    public static JsonBoolean True { get; } = new(true);

    public static JsonBoolean False { get; } = new(false);
}

/// <param name="Text">The number as it was written, valid JSON.</param>
internal sealed record JsonNumber(string Text) : JsonValue;

internal sealed record JsonString(string Value) : JsonValue;

internal sealed record JsonArray(EquatableArray<JsonValue> Items) : JsonValue
{
    public static JsonArray Empty { get; } = new([]);
}

/// <param name="Members">The members in the order of the text.</param>
internal sealed record JsonObject(EquatableArray<KeyValuePair<string, JsonValue>> Members) : JsonValue
{
    private Dictionary<string, JsonValue>? index;

    public static JsonObject Empty { get; } = new([]);

    /// <summary>The value of a member, or null; of a name given twice the last.</summary>
    public JsonValue? this[string name]
    {
        get
        {
            if (index is null)
            {
                var made = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
                foreach (KeyValuePair<string, JsonValue> member in Members)
                    made[member.Key] = member.Value;
                index = made;
            }
            return index.TryGetValue(name, out JsonValue? value) ? value : null;
        }
    }

    public bool Equals(JsonObject? other) => other is not null && Members.Equals(other.Members);

    public override int GetHashCode() => Members.GetHashCode();

    /// <summary>The object with a member replaced in its place, or added at the end; of a name given twice the last is replaced, for that one counts.</summary>
    public JsonObject With(string name, JsonValue value)
    {
        List<KeyValuePair<string, JsonValue>> members = [.. Members];
        int at = members.FindLastIndex(member => member.Key == name);
        if (at < 0)
            members.Add(new(name, value));
        else
            members[at] = new(name, value);
        return new(members.ToEquatableArray());
    }

    /// <summary>The object with the value at a dotted path replaced or added; objects on the way must exist.</summary>
    public JsonObject WithPath(string path, JsonValue value)
    {
        int dot = path.IndexOf('.');
        if (dot < 0)
            return With(path, value);
        JsonObject inner = this[path.Substring(0, dot)]?.AsObject ?? new JsonObject([]);
        return With(path.Substring(0, dot), inner.WithPath(path.Substring(dot + 1), value));
    }

    /// <summary>The object without a member.</summary>
    public JsonObject Without(string name) => new(Members.Where(member => member.Key != name).ToEquatableArray());

    public static JsonObject Of(params (string Name, JsonValue Value)[] members) =>
        new(members.Select(member => new KeyValuePair<string, JsonValue>(member.Name, member.Value)).ToEquatableArray());
}
