using MergeDsl.Diagnostics;
using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>A fault of a manifest's text.</summary>
internal sealed class ManifestFault(string message, int offset) : FormatException(message)
{
    /// <summary>The place as line and column.</summary>
    public Place PlaceIn(string text, string file)
    {
        int line = 1,
            column = 1;
        for (int i = 0; i < offset && i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                line++;
                column = 1;
            }
            else
                column++;
        }
        return new(file, line, column, offset);
    }
}

/// <summary>A value of a manifest with its name, which knows where it stands.</summary>
internal readonly struct ManifestNode(JsonValue value, string name, string text, int around = 0)
{
    public bool IsNull => value.IsNull;

    /// <summary>A member that must be there.</summary>
    public ManifestNode this[string member] =>
        Members()[member] is { } inner ? new(inner, member, text, Offset) : throw Fault($"{name} has no {Printable.Quote(member)}");

    private int Offset => value.Offset >= 0 ? value.Offset + (text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0) : around;

    public bool Has(string member) => Members()[member] is not null;

    /// <summary>Refuses members that are not among those named.</summary>
    public void Only(params string[] known)
    {
        foreach (KeyValuePair<string, JsonValue> member in Members().Members)
        {
            if (Array.IndexOf(known, member.Key) >= 0)
                continue;
            string cure = NearestName.Of(member.Key, known) is { } meant ? $", {Printable.Quote(meant)} is" : "";
            throw new ManifestNode(member.Value, member.Key, text, Offset).Fault($"{Printable.Quote(member.Key)} is not known here{cure}");
        }
    }

    public JsonObject Object(string member) => this[member].Members();

    public string Text(string member) => this[member].AsText();

    public string? OptionalText(string member) => Has(member) ? Text(member) : null;

    public bool Boolean(string member) => this[member].AsBoolean();

    public bool OptionalBoolean(string member) => Has(member) && Boolean(member);

    public int Integer(string member, int least, int most) => (int)this[member].AsWhole(least, most);

    public IEnumerable<ManifestNode> Items(string member)
    {
        ManifestNode list = this[member];
        string source = text,
            entry = "an entry of " + member;
        return list.List().Items.Select(item => new ManifestNode(item, entry, source, list.Offset));
    }

    public string AsText() => value.AsString ?? throw Fault($"{name} is not a text");

    /// <summary>The length of a dimension.</summary>
    public long AsLength() => AsWhole(0, long.MaxValue);

    public ManifestFault Fault(string message) => new(message, Offset);

    private bool AsBoolean() => value.AsBoolean ?? throw Fault($"{name} is neither true nor false");

    private long AsWhole(long least, long most) =>
        value.AsInteger is { } number && number >= least && number <= most
            ? number
            : throw Fault($"{name} is not a whole number from {least} on" + (most < int.MaxValue ? $" to {most}" : ""));

    private JsonObject Members() => value.AsObject ?? throw Fault($"{name} is not an object");

    private JsonArray List() => value.AsArray ?? throw Fault($"{name} is not a list");
}
