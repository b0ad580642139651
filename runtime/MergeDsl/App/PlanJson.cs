using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Execution;
using MergeDsl.Json;

namespace MergeDsl.App;

/// <summary>A plan as JSON: its members are stable for scripts; what is not known is null.</summary>
internal static class PlanJson
{
    /// <summary>Merges as JSON.</summary>
    /// <param name="loaded">The merges.</param>
    /// <param name="shardSize">The most bytes of tensor data in one file; 0 for no limit.</param>
    /// <param name="threads">The number of threads, or 0.</param>
    /// <param name="report">What came of running the result.</param>
    /// <param name="found">What was found while it ran.</param>
    public static string Write(
        LoadedMerges loaded,
        long shardSize,
        int threads,
        MergeReport? report = null,
        IReadOnlyList<MergeDiagnostic>? found = null
    )
    {
        JsonObject result = Document(loaded.Merges.Count > 0 ? loaded.Merges[loaded.Result] : null, shardSize, threads);
        if (loaded.Merges.Count > 1)
            result = result.With(
                "documents",
                new JsonArray(loaded.Merges.Select(document => (JsonValue)Document(document, shardSize, threads)).ToEquatableArray())
            );
        if (report is not null)
            result = result.With("run", Run(report));
        return JsonWriter.Indented(result.With("diagnostics", Report.ToJson([.. loaded.Diagnostics, .. found ?? []])));
    }

    private static JsonObject Document(LoadedMerge? document, long shardSize, int threads)
    {
        PlanFacts facts = document is { IsSound: true } ? document.Facts : new();
        PlanSizes? sizes = document?.Sizes(shardSize, threads);
        return JsonObject.Of(
            ("name", Text(document?.Name)),
            ("method", Text(document?.Method)),
            ("layers", Number(facts.Layers)),
            ("tensors", Number(facts.Tensors)),
            ("parameters", Number(facts.Parameters)),
            ("bytes", Number(facts.Bytes)),
            ("bytesRead", Number(facts.BytesRead)),
            ("scaledByZero", Number(facts.ScaledByZero)),
            ("transparentLayers", new JsonArray(facts.TransparentLayers.Select(layer => (JsonValue)layer).ToEquatableArray())),
            ("hash", Text(document is { IsSound: true } ? document.Plan?.Hash : null)),
            ("rules", new JsonArray(facts.Rules.Select(Rule).ToEquatableArray())),
            (
                "files",
                sizes is null
                    ? JsonNull.Instance
                    : new JsonArray(
                        sizes.Files.Select(file => (JsonValue)JsonObject.Of(("name", file.Name), ("bytes", file.Bytes))).ToEquatableArray()
                    )
            ),
            ("diskNeeded", Number(sizes?.Space)),
            ("memoryNeeded", Number(sizes?.Memory))
        );
    }

    private static JsonObject Run(MergeReport report) =>
        JsonObject.Of(
            ("output", report.Output),
            ("files", new JsonArray(report.Files.Select(file => (JsonValue)file).ToEquatableArray())),
            ("bytesWritten", report.BytesWritten),
            ("bytesRead", report.BytesRead),
            ("seconds", new JsonNumber(report.Elapsed.TotalSeconds.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)))
        );

    private static JsonValue Rule(RuleMatches rule) =>
        JsonObject.Of(
            ("parameter", rule.Parameter),
            ("filter", Text(rule.Filter)),
            ("value", rule.Value),
            ("path", rule.Path.Text),
            ("tensors", rule.Tensors)
        );

    private static JsonValue Text(string? text) => text is null ? JsonNull.Instance : text;

    private static JsonValue Number(long? number) => number is { } value ? value : JsonNull.Instance;
}
