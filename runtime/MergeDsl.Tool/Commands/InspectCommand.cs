using System.CommandLine;
using System.Globalization;
using MergeDsl.Checkpoints;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Manifests;
using MergeDsl.Safetensors;
using MergeDsl.Tensors;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl inspect</c>: what is in a checkpoint, or in one safetensors file.</summary>
internal sealed class InspectCommand : Verb
{
    private readonly Argument<string?> path = VerbOptions.Argument("path");
    private readonly Option<bool> json = VerbOptions.Json(
        "one JSON object on standard output, and nothing else; with every tensor, its file, offset and size"
    );

    public InspectCommand()
        : base(ToolCommandLine.Program, "inspect DIR|FILE.safetensors [--json]")
    {
        Arguments.Add(path);
        Options.Add(json);
    }

    public override string Text =>
        """
            Shows what is in a checkpoint: architecture, stacks of layers, the kinds of tensors
            in them with shape and dtype, which of them write to the residual stream, and what
            stands before and after the layers. Of a file, its tensors and its metadata. No
            weight is read.
            """;

    public override IReadOnlyList<string> Examples =>
        ["mergedsl inspect models/openchat-3.5-0106", "mergedsl inspect model-00001-of-00003.safetensors --json | jq '.entries[].name'"];

    public override string? Fault(ParseResult parsed) =>
        parsed.GetValue(path) is null ? $"the directory or file to look at is missing: {Usage}" : null;

    protected override string Subject(ParseResult parsed) => parsed.GetValue(path)!;

    protected override Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        string target = parsed.GetValue(path)!;
        Inspection inspection = Inspection.Of(target, cancellationToken);
        IReadOnlyList<MergeDiagnostic> diagnostics = Report.WithPlaces(inspection.Diagnostics, target);
        if (parsed.GetValue(json))
        {
            output.WriteLine(JsonWriter.Indented(inspection.ToJson().With("diagnostics", Report.ToJson(diagnostics))));
        }
        else
        {
            output.Write(inspection.ToText());
            Report.Print(diagnostics, error);
        }
        return Task.FromResult(ExitCode.Of(diagnostics));
    }

    protected override void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error)
    {
        if (parsed.GetValue(json))
            output.WriteLine(
                JsonWriter.Indented(
                    new Inspection(parsed.GetValue(path)!, [], [], null, diagnostics)
                        .ToJson()
                        .With("diagnostics", Report.ToJson(diagnostics))
                )
            );
        else
            Report.Print(diagnostics, error);
    }
}

/// <summary>The tensors of a path, and the facts of the checkpoint where it is one.</summary>
internal sealed record Inspection(
    string Path,
    IReadOnlyList<StoredTensor> Tensors,
    IReadOnlyList<KeyValuePair<string, string>> Metadata,
    Manifest? Manifest,
    IReadOnlyList<MergeDiagnostic> Diagnostics
)
{
    public static Inspection Of(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return SafetensorsHeader.TryRead(path, out SafetensorsHeader? header, out MergeDiagnostic? fault, cancellationToken)
                ? new(
                    path,
                    [
                        .. header.Tensors.Select(tensor => new StoredTensor(
                            tensor.Name,
                            path,
                            tensor.DType,
                            tensor.Shape,
                            tensor.Offset,
                            tensor.Length
                        )),
                    ],
                    header.Metadata,
                    null,
                    []
                )
                : new(path, [], [], null, [fault]);
        }
        CheckpointResult opened = Checkpoint.Open(path, cancellationToken);
        if (opened.Checkpoint is not { } checkpoint)
            return new(path, [], [], null, opened.Diagnostics);
        ManifestResult manifest = checkpoint.ReadManifest(checkpoint.Name);
        return new(path, [.. checkpoint.Tensors.Values], [], manifest.Manifest, [.. opened.Diagnostics, .. manifest.Diagnostics]);
    }

    private long Parameters => Tensors.Sum(Elements);

    private long Bytes => Tensors.Sum(tensor => tensor.Length);

    public JsonObject ToJson() =>
        JsonObject.Of(
            ("path", Path),
            ("architecture", Manifest is { } known ? known.Architecture : JsonNull.Instance),
            ("modelType", Manifest is { } typed ? typed.ModelType : JsonNull.Instance),
            ("layers", Manifest?.Stacks.FirstOrDefault() is { } stack ? stack.LayerCount : JsonNull.Instance),
            ("tensors", Tensors.Count),
            ("parameters", Parameters),
            ("bytes", Bytes),
            ("headerHash", Manifest is { } hashed ? hashed.HeaderHash : JsonNull.Instance),
            ("stacks", new JsonArray((Manifest?.Stacks ?? []).Select(Stack).ToEquatableArray())),
            ("metadata", JsonObject.Of([.. Metadata.Select(pair => (pair.Key, (JsonValue)pair.Value))])),
            ("entries", new JsonArray(Tensors.Select(Entry).ToEquatableArray()))
        );

    public string ToText()
    {
        if (Tensors.Count == 0 && Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return "";
        var text = new System.Text.StringBuilder();
        if (Manifest is { } manifest)
        {
            text.Append($"{Printable.Line(manifest.Architecture)} ({Printable.Line(manifest.ModelType)})\n");
            foreach (StackManifest stack in manifest.Stacks)
            {
                text.Append(
                    $"\n{Printable.Line(stack.Name)}: {Numbers.Count(stack.LayerCount, "layer")} under {Printable.Line(stack.Prefix)}\n"
                );
                foreach (TensorKind kind in stack.Kinds)
                {
                    string layers = kind.Layers == IndexSet.Below(stack.LayerCount) ? "" : $"  layers {kind.Layers}";
                    string experts = kind.Experts.Count == 0 ? "" : $"  experts {kind.Experts}";
                    text.Append(
                        $"  {Printable.Line(kind.Name)}  {kind.DType.Name()} [{Shape(kind.Shape)}]{layers}{experts}{(stack.ResidualWriters.Contains(kind.Name) ? "  writes to the residual stream" : "")}\n"
                    );
                }
            }
            text.Append('\n');
            foreach (TensorManifest tensor in manifest.Tensors)
                text.Append(
                    $"{Printable.Line(tensor.Name)}  {tensor.DType.Name()} [{Shape(tensor.Shape)}]  {tensor.Position switch { StackPosition.Before => "before the layers", StackPosition.After => "after the layers", _ => "elsewhere" }}\n"
                );
        }
        else
        {
            foreach (StoredTensor tensor in Tensors)
                text.Append($"{Printable.Line(tensor.Name)}  {tensor.DType.Name()} [{Shape(tensor.Shape)}]\n");
        }
        foreach ((string key, string value) in Metadata)
            text.Append($"{Printable.Line(key)} = {Printable.Line(value)}\n");
        return text.Append(
                $"\n{Numbers.Count(Tensors.Count, "tensor")}, {Numbers.Count(Parameters, "parameter")}, {Numbers.Group(Bytes)} bytes\n"
            )
            .ToString();
    }

    private static long Elements(StoredTensor tensor) => tensor.Shape.Elements();

    private static string Shape(EquatableArray<long> shape) =>
        string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));

    private static JsonValue Stack(StackManifest stack) =>
        JsonObject.Of(
            ("name", stack.Name),
            ("prefix", stack.Prefix),
            ("layers", stack.LayerCount),
            ("countKey", stack.CountKey is { } key ? key : JsonNull.Instance),
            ("residualWriters", new JsonArray(stack.ResidualWriters.Select(writer => (JsonValue)writer).ToEquatableArray())),
            ("canBeTransparent", stack.CanBeTransparent is { } can ? can : JsonNull.Instance)
        );

    private static JsonValue Entry(StoredTensor tensor) =>
        JsonObject.Of(
            ("name", tensor.Name),
            ("dtype", tensor.DType.Name()),
            ("shape", new JsonArray(tensor.Shape.Select(size => (JsonValue)size).ToEquatableArray())),
            ("file", System.IO.Path.GetFileName(tensor.File)),
            ("offset", tensor.Offset),
            ("bytes", tensor.Length)
        );
}
