using MergeDsl.Json;

namespace MergeDsl.Tool;

/// <summary>A plan as JSON: its members are stable for scripts; what is not known is null.</summary>
internal static class PlanJson
{
    public static string Write(LoadedMerge merge)
    {
        JsonObject last = merge.Documents.Count > 0 ? Document(merge.Documents[^1]) : Document(null);
        if (merge.Documents.Count > 1) last = last.With("documents", new JsonArray(merge.Documents.Select(document => (JsonValue)Document(document)).ToEquatableArray()));
        return JsonWriter.Indented(last.With("diagnostics", Report.ToJson(merge.Diagnostics)));
    }

    private static JsonObject Document(LoadedDocument? document)
    {
        PlanFacts facts = document?.HasErrors == false ? document.Facts : new();
        MergePlan? plan = document?.Plan;
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
            ("hash", Text(document?.HasErrors == false ? plan?.Hash : null)),
            ("rules", new JsonArray(facts.Rules.Select(Rule).ToEquatableArray())));
    }

    private static JsonValue Rule(RuleMatches rule) => JsonObject.Of(("parameter", rule.Parameter), ("filter", Text(rule.Filter)), ("path", rule.Path.Text), ("tensors", rule.Tensors));

    private static JsonValue Text(string? text) => text is null ? JsonNull.Instance : text;

    private static JsonValue Number(long? number) => number is { } value ? value : JsonNull.Instance;
}
