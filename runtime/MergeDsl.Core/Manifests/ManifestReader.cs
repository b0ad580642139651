using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>Reads <c>*.checkpoint.json</c> strictly: what it does not know it refuses, at the place where it stands.</summary>
internal static class ManifestReader
{
    /// <summary>The manifest, or one diagnostic that says where the text is wrong.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="fileName">The file as the user named it.</param>
    public static ManifestResult Parse(string text, string fileName)
    {
        try
        {
            JsonValue document = JsonReader.Parse(
                text.AsSpan(text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0),
                rejectDuplicates: true,
                places: true
            );
            return new(Read(new ManifestNode(document, "the manifest", text)), []);
        }
        catch (JsonFormatException fault)
        {
            return new(null, [Refusal(fault.Message, new Place(fileName, fault.Line, fault.Column, fault.Offset))]);
        }
        catch (ManifestFault fault)
        {
            return new(null, [Refusal(fault.Message, fault.PlaceIn(text, fileName))]);
        }
    }

    /// <summary>The most tensors that a manifest may come to: a few characters state any number of layers and experts.</summary>
    public const int MaximumTensors = 1_000_000;

    private static MergeDiagnostic Refusal(string message, Place place) =>
        DiagnosticKinds.InvalidManifest.Says($"this is not a manifest: {message}; make it anew with 'mergedsl manifest'") with
        {
            Place = place,
        };

    private static Manifest Read(ManifestNode node)
    {
        if (node.Integer("format", 0, int.MaxValue) is var format && format != ManifestWriter.Format)
        {
            throw node["format"].Fault($"format {format} is not known, this version reads format {ManifestWriter.Format}");
        }
        node.Only(
            "format",
            "model",
            "revision",
            "licence",
            "architecture",
            "modelType",
            "tiesEmbeddings",
            "headerHash",
            "config",
            "stacks",
            "tensors",
            "notes"
        );
        string hash = node.Text("headerHash");
        if (hash.Length != 64 || hash.Any(c => c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f'))))
            throw node["headerHash"].Fault("headerHash is not 64 hexadecimal digits");
        EquatableArray<StackManifest> stacks = node.Items("stacks").Select(ReadStack).ToEquatableArray();
        double tensors = stacks.SelectMany(stack => stack.Kinds).Sum(kind => (double)kind.Layers.Count * Math.Max(kind.Experts.Count, 1));
        if (tensors > MaximumTensors)
            throw node["stacks"].Fault($"its layers have more than {MaximumTensors} tensors, which no model has");
        return new()
        {
            Model = node.Text("model"),
            Revision = node.OptionalText("revision"),
            Licence = node.OptionalText("licence"),
            Architecture = node.Text("architecture"),
            ModelType = node.Text("modelType"),
            TiesEmbeddings = node.Boolean("tiesEmbeddings"),
            HeaderHash = hash,
            Config = node.Object("config"),
            Stacks = stacks,
            Tensors = node.Items("tensors").Select(ReadTensor).ToEquatableArray(),
            Notes = node.Items("notes").Select(note => note.AsText()).ToEquatableArray(),
        };
    }

    private static StackManifest ReadStack(ManifestNode node)
    {
        node.Only("name", "prefix", "layers", "countKey", "transparent", "auxiliary", "kinds");
        string prefix = node.Text("prefix");
        if (!prefix.EndsWith("{}.", StringComparison.Ordinal) || prefix.IndexOf('{') != prefix.Length - 3)
            throw node["prefix"].Fault("a prefix ends with '{}.', where the number of the layer stands");
        var writers = new SortedSet<string>(StringComparer.Ordinal);
        var scales = new SortedSet<string>(StringComparer.Ordinal);
        var kinds = new List<TensorKind>();
        foreach (ManifestNode kind in node.Items("kinds"))
        {
            kinds.Add(ReadKind(kind));
            if (kind.OptionalBoolean("writes"))
                writers.Add(kinds[kinds.Count - 1].Name);
            if (kind.OptionalBoolean("scales"))
                scales.Add(kinds[kinds.Count - 1].Name);
        }
        return new()
        {
            Name = node.Text("name"),
            Prefix = prefix,
            LayerCount = node.Integer("layers", 0, IndexSet.MaximumIndex),
            CountKey = node.OptionalText("countKey"),
            CanBeTransparent = node["transparent"].IsNull ? null : node.Boolean("transparent"),
            IsAuxiliary = node.OptionalBoolean("auxiliary"),
            Kinds = kinds.ToEquatableArray(),
            ResidualWriters = writers.ToEquatableArray(),
            ResidualScales = scales.ToEquatableArray(),
        };
    }

    private static TensorKind ReadKind(ManifestNode node)
    {
        node.Only("name", "dtype", "shape", "layers", "experts", "writes", "scales");
        string name = node.Text("name");
        IndexSet experts = node.Has("experts") ? ReadSet(node, "experts") : default;
        bool hasExperts = name.IndexOf("{}", StringComparison.Ordinal) >= 0;
        if (hasExperts != experts.Count > 0)
            throw node["name"]
                .Fault(
                    hasExperts
                        ? "a kind with '{}' in its name needs experts"
                        : "a kind with experts has '{}' in its name, where the number of the expert stands"
                );
        TensorDType dtype = ReadDType(node);
        return new(name, dtype, ReadShape(node, dtype), ReadSet(node, "layers"), experts);
    }

    private static TensorManifest ReadTensor(ManifestNode node)
    {
        node.Only("name", "dtype", "shape", "position", "vocabulary", "stack", "withinStack");
        StackPosition position = ReadPosition(node, "position");
        TensorDType dtype = ReadDType(node);
        return new(node.Text("name"), dtype, ReadShape(node, dtype), position)
        {
            IsVocabulary = node.OptionalBoolean("vocabulary"),
            Stack = node.OptionalText("stack"),
            WithinStack = node.Has("withinStack") ? ReadPosition(node, "withinStack") : position,
        };
    }

    private static TensorDType ReadDType(ManifestNode node) =>
        TensorDTypes.TryParse(node.Text("dtype"), out TensorDType dtype)
            ? dtype
            : throw node["dtype"].Fault($"{Printable.Quote(node.Text("dtype"))} is not a dtype of safetensors");

    private static EquatableArray<long> ReadShape(ManifestNode node, TensorDType dtype)
    {
        EquatableArray<long> shape = node.Items("shape").Select(length => length.AsLength()).ToEquatableArray();
        return dtype.IsSize(shape) ? shape : throw node["shape"].Fault("the size of this shape is beyond 63 bits");
    }

    private static IndexSet ReadSet(ManifestNode node, string name) =>
        IndexSet.TryParse(node.Text(name), out IndexSet set) && set.Count > 0
            ? set
            : throw node[name].Fault($"{Printable.Quote(node.Text(name))} is not a list of ranges such as '0..32' or '0..3,5..8'");

    private static StackPosition ReadPosition(ManifestNode node, string name) =>
        node.Text(name) switch
        {
            "before" => StackPosition.Before,
            "after" => StackPosition.After,
            "elsewhere" => StackPosition.Elsewhere,
            string other => throw node[name].Fault($"{Printable.Quote(other)} is not a place: before, after or elsewhere"),
        };
}
