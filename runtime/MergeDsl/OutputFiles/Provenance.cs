using System.Reflection;
using MergeDsl.Checkpoints;
using MergeDsl.Collections;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Engine;
using MergeDsl.Json;
using MergeDsl.Planning;
using MergeDsl.Rules;

namespace MergeDsl.OutputFiles;

/// <summary>The provenance of an output, from which it can be made again: the plan, the models by reference and header hash, the seed, and the same of merges whose results it took. It holds no time and nothing of the machine.</summary>
internal sealed class Provenance(MergeCheck check, CompletedMerge merge, PublishedNames names)
{
    /// <summary>The version of the library, without its build.</summary>
    public static string Version { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public string Write(MergeOptions options, WrittenOutput written, IReadOnlyList<JsonObject> inputs)
    {
        MergePlan plan = check.Plan!;
        IEnumerable<JsonValue> models = merge.Plan.Models.Select(model =>
        {
            PlanSource? source = merge.Plan.FirstSource(model);
            var members = new List<(string, JsonValue)> { ("model", names.Of(model).ToString()) };
            if (model.Plan is { } made)
                members.Add(("plan", made.Hash));
            if (source is not null)
                members.Add(("headers", merge.ManifestOf(source).HeaderHash));
            return (JsonValue)JsonObject.Of([.. members]);
        });
        JsonObject document = JsonObject.Of(
            ("mergedsl", Version),
            ("plan", plan.Hash),
            ("method", plan.Spec.Method),
            ("seed", options.Seed is { } seed ? (long)seed : JsonNull.Instance),
            ("models", new JsonArray(models.ToEquatableArray())),
            ("layers", Number(check.Facts.Layers)),
            ("tensors", Number(check.Facts.Tensors)),
            ("parameters", Number(check.Facts.Parameters)),
            ("bytes", Number(check.Facts.Bytes)),
            ("text", new JsonArray(names.In(plan.ToString()).TrimEnd('\n').Split('\n').Select(line => (JsonValue)line).ToEquatableArray())),
            (
                "non_finite",
                new JsonArray(
                    written
                        .NonFiniteTensors.Select(tensor => (JsonValue)JsonObject.Of(("tensor", tensor.Name), ("elements", tensor.Elements)))
                        .ToEquatableArray()
                )
            ),
            (
                "warnings",
                new JsonArray(
                    check
                        .Diagnostics.Where(d => d.Severity == Severity.Warning)
                        .Select(d => (JsonValue)$"{d.Id}: {names.InMessage(d.Message)}")
                        .ToEquatableArray()
                )
            )
        );
        if (inputs.Count > 0)
            document = document.With("inputs", new JsonArray(inputs.Select(input => (JsonValue)input).ToEquatableArray()));
        return JsonWriter.Indented(OutputRecord.AddTo(document, plan.Hash, written.Files)) + "\n";
    }

    /// <summary>The provenance of an output for that of a merge that takes it.</summary>
    /// <exception cref="MergeException">The file cannot be read, or is none that a merge has written.</exception>
    public static JsonObject Read(string name, string directory)
    {
        if (
            !JsonFile.TryRead(
                Path.Combine(directory, OutputRecord.FileName),
                DiagnosticKinds.CannotRead,
                CheckpointLimits.IndexBytes,
                rejectDuplicates: false,
                out JsonFile? said,
                out MergeDiagnostic? fault
            )
        )
            throw new MergeException([fault]);
        return new JsonObject([new("name", name), .. said.Root.Without(OutputRecord.FilesKey).Members]);
    }

    private static JsonValue Number(long? value) => value is { } number ? number : JsonNull.Instance;
}
