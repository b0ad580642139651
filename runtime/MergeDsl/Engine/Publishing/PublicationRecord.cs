using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Files;
using MergeDsl.Json;

namespace MergeDsl.Engine;

/// <summary>Says in the journal what a publication is about to do, so that it can be undone or finished after a kill.</summary>
/// <param name="IsInside">Whether both directories lie in the target, else they lie beside it.</param>
/// <param name="Staging">The name of the complete new output.</param>
/// <param name="Old">The name that the former output gets.</param>
/// <param name="Identity">The device and number of the new output where directories change their names as a whole; null where the files move one by one.</param>
/// <param name="Files">The names of the new files that move one by one, the last one being that without which nothing loads.</param>
/// <param name="OldFiles">The names of the former files.</param>
internal sealed record PublicationRecord(
    bool IsInside,
    string Staging,
    string Old,
    FileIdentity? Identity,
    EquatableArray<string> Files,
    EquatableArray<string> OldFiles
)
{
    public JsonObject ToJson() =>
        JsonObject.Of(
            ("publishing", Staging),
            ("inside", IsInside),
            ("old", Old),
            ("device", Identity is { } device ? Text(device.Device) : JsonNull.Instance),
            ("number", Identity is { } number ? Text(number.Number) : JsonNull.Instance),
            ("files", new JsonArray(Files.Select(name => (JsonValue)name).ToEquatableArray())),
            ("oldFiles", new JsonArray(OldFiles.Select(name => (JsonValue)name).ToEquatableArray()))
        );

    /// <summary>Reads a line of the journal; null for a line that says something else.</summary>
    public static PublicationRecord? TryParse(string line)
    {
        if (
            TryParseObject(line) is not { } record
            || record["publishing"]?.AsString is not { } staging
            || record["old"]?.AsString is not { } old
        )
            return null;
        return new(
            record["inside"]?.AsBoolean ?? false,
            staging,
            old,
            Number(record["device"]) is { } device && Number(record["number"]) is { } number ? new(device, number) : null,
            Names(record["files"]),
            Names(record["oldFiles"])
        );
    }

    /// <summary>Reads a line of the journal as an object.</summary>
    public static JsonObject? TryParseObject(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonReader.Parse(line).AsObject;
        }
        catch (JsonFormatException)
        {
            return null;
        }
    }

    private static JsonValue Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static ulong? Number(JsonValue? value) =>
        ulong.TryParse(value?.AsString, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    private static EquatableArray<string> Names(JsonValue? value) =>
        value is JsonArray array
            ? array.Items.Select(item => item.AsString).OfType<string>().Where(name => Path.GetFileName(name) == name).ToEquatableArray()
            : [];
}
