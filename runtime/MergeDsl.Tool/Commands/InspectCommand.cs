using System.CommandLine;
using System.Globalization;
using MergeDsl.Checkpoints;
using MergeDsl.Json;
using MergeDsl.Safetensors;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl inspect</c>: what is in a checkpoint, or in one safetensors file.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> path = new("path") { Description = "the directory of a checkpoint, or a safetensors file" };
        Option<bool> json = new("--json") { Description = "one JSON object on standard output, and nothing else" };
        Command command = new("inspect", "Shows what is in a checkpoint or in a safetensors file. No weights are read.") { path, json };
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(path);
            Inspection inspection = Inspection.Of(target);
            MergeDiagnostic[] diagnostics = [.. inspection.Diagnostics.Select(diagnostic => diagnostic.Place is null ? diagnostic with { Place = new(target, 1, 1) } : diagnostic)];
            if (parsed.GetValue(json)) Console.Out.WriteLine(JsonWriter.Indented(inspection.ToJson().With("diagnostics", Report.ToJson(diagnostics))));
            else
            {
                Console.Out.Write(inspection.ToText());
                Report.Print(diagnostics);
            }
            return ExitCode.Of(diagnostics);
        });
        return command;
    }
}

/// <summary>The tensors of a path, and the facts of the checkpoint where it is one.</summary>
internal sealed record Inspection(string Path, IReadOnlyList<StoredTensor> Tensors, IReadOnlyList<KeyValuePair<string, string>> Metadata, Manifest? Manifest, IReadOnlyList<MergeDiagnostic> Diagnostics)
{
    public static Inspection Of(string path)
    {
        if (!Directory.Exists(path))
        {
            return SafetensorsHeader.TryRead(path, out SafetensorsHeader? header, out MergeDiagnostic? fault)
                ? new(path, [.. header.Tensors.Select(tensor => new StoredTensor(tensor.Name, path, tensor.DType, tensor.Shape, tensor.Offset, tensor.Length))], header.Metadata, null, [])
                : new(path, [], [], null, [fault]);
        }
        CheckpointResult opened = Checkpoint.Open(path);
        if (opened.Checkpoint is not { } checkpoint) return new(path, [], [], null, opened.Diagnostics);
        ManifestResult manifest = checkpoint.ReadManifest(checkpoint.Name);
        return new(path, [.. checkpoint.Tensors.Values], [], manifest.Manifest, [.. opened.Diagnostics, .. manifest.Diagnostics]);
    }

    private long Parameters => Tensors.Sum(Elements);

    private long Bytes => Tensors.Sum(tensor => tensor.Length);

    public JsonObject ToJson() => JsonObject.Of(
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
        ("entries", new JsonArray(Tensors.Select(Entry).ToEquatableArray())));

    public string ToText()
    {
        if (Tensors.Count == 0 && Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error)) return "";
        var text = new System.Text.StringBuilder();
        if (Manifest is { } manifest)
        {
            text.Append($"{Printable.Line(manifest.Architecture)} ({Printable.Line(manifest.ModelType)})\n");
            foreach (StackManifest stack in manifest.Stacks)
            {
                text.Append($"\n{Printable.Line(stack.Name)}: {Numbers.Count(stack.LayerCount, "layer")} under {Printable.Line(stack.Prefix)}\n");
                foreach (TensorKind kind in stack.Kinds)
                {
                    string layers = kind.Layers == IndexSet.Below(stack.LayerCount) ? "" : $"  layers {kind.Layers}";
                    string experts = kind.Experts.Count == 0 ? "" : $"  experts {kind.Experts}";
                    text.Append($"  {Printable.Line(kind.Name)}  {kind.DType.Name()} [{Shape(kind.Shape)}]{layers}{experts}{(stack.ResidualWriters.Contains(kind.Name) ? "  writes to the residual stream" : "")}\n");
                }
            }
            text.Append('\n');
            foreach (TensorManifest tensor in manifest.Tensors) text.Append($"{Printable.Line(tensor.Name)}  {tensor.DType.Name()} [{Shape(tensor.Shape)}]  {tensor.Position switch { StackPosition.Before => "before the layers", StackPosition.After => "after the layers", _ => "elsewhere" }}\n");
        }
        else
        {
            foreach (StoredTensor tensor in Tensors) text.Append($"{Printable.Line(tensor.Name)}  {tensor.DType.Name()} [{Shape(tensor.Shape)}]\n");
        }
        foreach ((string key, string value) in Metadata) text.Append($"{Printable.Line(key)} = {Printable.Line(value)}\n");
        return text.Append($"\n{Numbers.Count(Tensors.Count, "tensor")}, {Numbers.Count(Parameters, "parameter")}, {Numbers.Group(Bytes)} bytes\n").ToString();
    }

    private static long Elements(StoredTensor tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * size);

    private static string Shape(EquatableArray<long> shape) => string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));

    private static JsonValue Stack(StackManifest stack) => JsonObject.Of(
        ("name", stack.Name),
        ("prefix", stack.Prefix),
        ("layers", stack.LayerCount),
        ("countKey", stack.CountKey is { } key ? key : JsonNull.Instance),
        ("residualWriters", new JsonArray(stack.ResidualWriters.Select(writer => (JsonValue)writer).ToEquatableArray())),
        ("canBeTransparent", stack.CanBeTransparent is { } can ? can : JsonNull.Instance));

    private static JsonValue Entry(StoredTensor tensor) => JsonObject.Of(
        ("name", tensor.Name),
        ("dtype", tensor.DType.Name()),
        ("shape", new JsonArray(tensor.Shape.Select(size => (JsonValue)size).ToEquatableArray())),
        ("file", System.IO.Path.GetFileName(tensor.File)),
        ("offset", tensor.Offset),
        ("bytes", tensor.Length));
}
