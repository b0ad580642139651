using MergeDsl.Json;

namespace MergeDsl.Tool;

/// <summary>Prints diagnostics as compilers do, and as JSON.</summary>
internal static class Report
{
    /// <summary>Each diagnostic on one line of the error stream, never wrapped.</summary>
    public static void Print(IEnumerable<MergeDiagnostic> diagnostics)
    {
        foreach (MergeDiagnostic diagnostic in diagnostics) Console.Error.WriteLine(diagnostic.ToString());
    }

    /// <summary>The severities as the user wants them: warnings as errors with <c>--strict</c>, near misses as warnings with <c>--lenient</c>.</summary>
    public static IReadOnlyList<MergeDiagnostic> WithSeverities(IEnumerable<MergeDiagnostic> diagnostics, bool strict, bool lenient) =>
        [.. diagnostics.Select(diagnostic => diagnostic switch
        {
            { IsNearMiss: true, Severity: Severity.Error } when lenient => diagnostic with { Severity = Severity.Warning },
            { Severity: Severity.Warning } when strict => diagnostic with { Severity = Severity.Error },
            _ => diagnostic,
        })];

    public static JsonArray ToJson(IEnumerable<MergeDiagnostic> diagnostics) => new(diagnostics.Select(ToJson).ToEquatableArray());

    private static JsonValue ToJson(MergeDiagnostic diagnostic) => JsonObject.Of(
        ("id", diagnostic.Id),
        ("severity", diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" }),
        ("message", diagnostic.Message),
        ("file", diagnostic.Place is { } place ? place.File : JsonNull.Instance),
        ("line", diagnostic.Place is { } at ? at.Line : JsonNull.Instance),
        ("column", diagnostic.Place is { } where ? where.Column : JsonNull.Instance));
}
