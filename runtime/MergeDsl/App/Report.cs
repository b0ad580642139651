using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Execution;
using MergeDsl.Json;

namespace MergeDsl.App;

/// <summary>Prints diagnostics as compilers do, and as JSON.</summary>
internal static class Report
{
    /// <summary>Each diagnostic on one line, never wrapped.</summary>
    public static void Print(IEnumerable<MergeDiagnostic> diagnostics, TextWriter error)
    {
        bool colours = Terminal.HasColours(error);
        foreach (MergeDiagnostic diagnostic in diagnostics)
            error.WriteLine(colours ? Coloured(diagnostic) : diagnostic.ToString());
    }

    /// <summary>Each diagnostic on one line; one without a place behind the name of its merge.</summary>
    public static void Print(LoadedMerges merges, TextWriter error)
    {
        bool colours = Terminal.HasColours(error);
        foreach (MergeDiagnostic diagnostic in merges.Diagnostics)
        {
            string line = colours ? Coloured(diagnostic) : diagnostic.ToString();
            string? name = diagnostic.Place is null
                ? merges.Merges.FirstOrDefault(merge => merge.Diagnostics.Any(other => ReferenceEquals(other, diagnostic)))?.Name
                : null;
            error.WriteLine(name is null ? line : $"{Printable.Line(name)}: {line}");
        }
    }

    /// <summary>The severities as the user wants them: warnings as errors with <c>--strict</c>, near misses as warnings with <c>--lenient</c>.</summary>
    public static IReadOnlyList<MergeDiagnostic> WithSeverities(IEnumerable<MergeDiagnostic> diagnostics, bool strict, bool lenient) =>
        [
            .. diagnostics.Select(diagnostic =>
                diagnostic switch
                {
                    { IsNearMiss: true, Severity: Severity.Error } when lenient => diagnostic with { Severity = Severity.Warning },
                    { Severity: Severity.Warning } when strict => diagnostic with { Severity = Severity.Error },
                    _ => diagnostic,
                }
            ),
        ];

    /// <summary>Every diagnostic with a place: the beginning of a file where it has none of its own.</summary>
    public static IReadOnlyList<MergeDiagnostic> WithPlaces(IEnumerable<MergeDiagnostic> diagnostics, string file) =>
        [.. diagnostics.Select(diagnostic => diagnostic.Place is null ? diagnostic with { Place = new(file, 1, 1) } : diagnostic)];

    public static JsonArray ToJson(IEnumerable<MergeDiagnostic> diagnostics) => new(diagnostics.Select(ToJson).ToEquatableArray());

    private static JsonValue ToJson(MergeDiagnostic diagnostic) =>
        JsonObject.Of(
            ("id", diagnostic.Id),
            (
                "severity",
                diagnostic.Severity switch
                {
                    Severity.Error => "error",
                    Severity.Warning => "warning",
                    _ => "info",
                }
            ),
            ("message", diagnostic.Message),
            ("file", diagnostic.Place is { } place ? place.File : JsonNull.Instance),
            ("line", diagnostic.Place is { } at ? at.Line : JsonNull.Instance),
            ("column", diagnostic.Place is { } where ? where.Column : JsonNull.Instance)
        );

    /// <summary>The same line; the severity and its id stand out.</summary>
    private static string Coloured(MergeDiagnostic diagnostic)
    {
        (string word, string colour) = diagnostic.Severity switch
        {
            Severity.Error => ("error ", "31"),
            Severity.Warning => ("warning ", "33"),
            _ => ("info ", "36"),
        };
        string line = diagnostic.ToString(),
            mark = word + diagnostic.Id;
        int at = line.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? line : $"{line[..at]}\u001b[1;{colour}m{mark}\u001b[0m{line[(at + mark.Length)..]}";
    }
}
