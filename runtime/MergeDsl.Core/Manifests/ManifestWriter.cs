using System.Text;
using MergeDsl.Collections;
using MergeDsl.Json;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>Writes <c>*.checkpoint.json</c>: a stable order, and one line for each fact, so that differences read well.</summary>
internal static class ManifestWriter
{
    /// <summary>The version of the format.</summary>
    public const int Format = 1;

    /// <summary>The text of a manifest, with <c>\n</c> at the end of every line.</summary>
    public static string Write(Manifest manifest)
    {
        var text = new StringBuilder("{\n");
        Member(text, "format", Format);
        Member(text, "model", manifest.Model);
        if (manifest.Revision is { } revision)
            Member(text, "revision", revision);
        if (manifest.Licence is { } licence)
            Member(text, "licence", licence);
        Member(text, "architecture", manifest.Architecture);
        Member(text, "modelType", manifest.ModelType);
        Member(text, "tiesEmbeddings", manifest.TiesEmbeddings);
        Member(text, "headerHash", manifest.HeaderHash);
        Lines(text, "config", '{', '}', manifest.Config.Members.Select(member => Quoted(member.Key) + ": " + Spaced(member.Value)), 2);
        text.Append(",\n  \"stacks\": [");
        for (int i = 0; i < manifest.Stacks.Count; i++)
            Stack(text.Append(i > 0 ? "," : ""), manifest.Stacks[i]);
        text.Append(manifest.Stacks.IsEmpty ? "],\n" : "\n  ],\n");
        Lines(text, "tensors", '[', ']', manifest.Tensors.Select(Tensor), 2);
        text.Append(",\n");
        Lines(text, "notes", '[', ']', manifest.Notes.Select(Quoted), 2);
        return text.Append("\n}\n").ToString();
    }

    private static void Stack(StringBuilder text, StackManifest stack)
    {
        text.Append("\n    {\n");
        Member(text, "name", stack.Name, 6);
        Member(text, "prefix", stack.Prefix, 6);
        Member(text, "layers", stack.LayerCount, 6);
        if (stack.CountKey is { } key)
            Member(text, "countKey", key, 6);
        Member(text, "transparent", stack.CanBeTransparent is { } known ? known : JsonNull.Instance, 6);
        if (stack.IsAuxiliary)
            Member(text, "auxiliary", true, 6);
        Lines(text, "kinds", '[', ']', Kinds(stack), 6);
        text.Append("\n    }");
    }

    private static IEnumerable<string> Kinds(StackManifest stack)
    {
        HashSet<string> writers = new(stack.ResidualWriters, StringComparer.Ordinal),
            scales = new(stack.ResidualScales, StringComparer.Ordinal);
        return stack.Kinds.Select(kind => Kind(kind, writers.Contains(kind.Name), scales.Contains(kind.Name)));
    }

    private static string Kind(TensorKind kind, bool writes, bool scales)
    {
        var members = new List<(string, JsonValue)>
        {
            ("name", kind.Name),
            ("dtype", kind.DType.Name()),
            ("shape", Shape(kind.Shape)),
            ("layers", kind.Layers.ToString()),
        };
        if (kind.Experts.Count > 0)
            members.Add(("experts", kind.Experts.ToString()));
        if (writes)
            members.Add(("writes", true));
        if (scales)
            members.Add(("scales", true));
        return Spaced(JsonObject.Of([.. members]));
    }

    private static string Tensor(TensorManifest tensor)
    {
        var members = new List<(string, JsonValue)>
        {
            ("name", tensor.Name),
            ("dtype", tensor.DType.Name()),
            ("shape", Shape(tensor.Shape)),
            ("position", Position(tensor.Position)),
        };
        if (tensor.IsVocabulary)
            members.Add(("vocabulary", true));
        if (tensor.Stack is { } stack)
            members.Add(("stack", stack));
        if (tensor.WithinStack != tensor.Position)
            members.Add(("withinStack", Position(tensor.WithinStack)));
        return Spaced(JsonObject.Of([.. members]));
    }

    /// <summary>The word for a place.</summary>
    public static string Position(StackPosition position) =>
        position switch
        {
            StackPosition.Before => "before",
            StackPosition.After => "after",
            _ => "elsewhere",
        };

    private static JsonArray Shape(EquatableArray<long> shape) => new(shape.Select(length => (JsonValue)length).ToEquatableArray());

    private static void Member(StringBuilder text, string name, JsonValue value, int indent = 2) =>
        text.Append(' ', indent).Append(Quoted(name)).Append(": ").Append(Spaced(value)).Append(",\n");

    private static void Lines(StringBuilder text, string name, char open, char close, IEnumerable<string> lines, int indent)
    {
        text.Append(' ', indent).Append(Quoted(name)).Append(": ").Append(open);
        bool any = false;
        foreach (string line in lines)
        {
            text.Append(any ? ",\n" : "\n").Append(' ', indent + 2).Append(line);
            any = true;
        }
        if (any)
            text.Append('\n').Append(' ', indent);
        text.Append(close);
    }

    private static string Quoted(string value)
    {
        var text = new StringBuilder();
        JsonWriter.WriteString(text, value);
        return text.ToString();
    }

    // One line, with a blank behind colons and commas.
    private static string Spaced(JsonValue value) =>
        value switch
        {
            JsonArray array => "[" + string.Join(", ", array.Items.Select(Spaced)) + "]",
            JsonObject { Members.IsEmpty: true } => "{}",
            JsonObject members => "{ "
                + string.Join(", ", members.Members.Select(member => Quoted(member.Key) + ": " + Spaced(member.Value)))
                + " }",
            _ => JsonWriter.Compact(value),
        };
}
