using System.Globalization;
using MergeDsl.Diagnostics;
using MergeDsl.Execution;
using MergeDsl.Json;
using MergeDsl.Reporting;
using MergeDsl.Yaml;

namespace MergeDsl.App;

/// <summary>The display of a run.</summary>
/// <param name="Json">Whether one JSON object is written to standard output, and nothing else.</param>
/// <param name="Quiet">Whether plan and progress are left out.</param>
/// <param name="Strict">Whether warnings are errors.</param>
internal sealed record RunView(bool Json, bool Quiet, bool Strict);

/// <summary>The verbs on merges that are loaded, in the tool and in programs of users alike.</summary>
internal static class Verbs
{
    /// <summary>Draws merges, or writes them as JSON.</summary>
    /// <returns>The exit code.</returns>
    public static int Plan(LoadedMerges loaded, bool json, long shardSize, int threads, TextWriter output, TextWriter error)
    {
        if (json)
        {
            output.WriteLine(PlanJson.Write(loaded, shardSize, threads));
        }
        else
        {
            output.Write(string.Join("\n", loaded.Merges.Select(merge => merge.Describe(shardSize, threads)).OfType<string>()));
            Report.Print(loaded, error);
        }
        return ExitCode.Of(loaded.Diagnostics);
    }

    /// <summary>Runs a merge that was loaded to be run.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        LoadedMerges loaded,
        string directory,
        MergeOptions options,
        RunView view,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        // The merge is the user's request: a stream that cannot be written neither stops it nor decides how it ended.
        MessageWriter shown = MessageWriter.Over(output);
        output = shown;
        if (!view.Json)
            Report.Print(loaded, error);
        int exitCode = ExitCode.Of(loaded.Diagnostics);
        if (exitCode != ExitCode.Done)
        {
            if (view.Json)
                await output.WriteLineAsync(PlanJson.Write(loaded, options.ShardSize, options.Threads));
            return exitCode;
        }
        LoadedMerge result = loaded.Merges[loaded.Result];
        bool speaks = !view.Json && !view.Quiet;
        if (speaks)
            await output.WriteAsync(
                string.Join("\n", result.WithInputs.Select(merge => merge.Describe(options.ShardSize, options.Threads)))
            );
        MergeReport report = await RunAsync(result.Bound!, directory, options, view.Quiet ? null : error, cancellationToken);
        // What the numbers themselves showed: tensors that became NaN or infinite.
        IReadOnlyList<MergeDiagnostic> found = Report.WithSeverities(report.Diagnostics, view.Strict, lenient: false);
        if (view.Json)
            await output.WriteLineAsync(PlanJson.Write(loaded, options.ShardSize, options.Threads, report, found));
        if (speaks)
            await output.WriteLineAsync(Summary(report));
        if (loaded.Others.Count > 0)
            await error.WriteLineAsync(
                $"mergedsl: not run, for the result does not take them: {string.Join(", ", loaded.Others.Select(Printable.Quote))}; choose one with --merge NAME"
            );
        foreach (string left in report.LeftBehind)
            await error.WriteLineAsync($"mergedsl: {Printable.Quote(left)} could not be removed; 'mergedsl clean' removes it");
        foreach (string kept in report.Kept)
            await error.WriteLineAsync(
                $"mergedsl: {Printable.Quote(kept)} is the complete output of another merge that could not take its place here; move it to where it is wanted, or remove it with 'mergedsl clean --all'"
            );
        if (!view.Json)
            Report.Print(found, error);
        if (shown.Fault is { } fault)
            await error.WriteLineAsync($"{Failures.OutputFailed(fault)}; the merge is complete");
        return ExitCode.Of(found);
    }

    /// <summary>Writes a merge as mergekit YAML, behind those that it takes.</summary>
    /// <param name="loaded">The merge.</param>
    /// <param name="file">The file; null for standard output.</param>
    /// <param name="json">Whether one JSON object is written to standard output, and nothing else.</param>
    /// <param name="options">How it was loaded.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">The error stream.</param>
    /// <returns>The exit code.</returns>
    public static int Yaml(LoadedMerges loaded, string? file, bool json, LoadOptions options, TextWriter output, TextWriter error)
    {
        LoadedMerge? result = loaded.Merges.Count > 0 ? loaded.Merges[loaded.Result] : null;
        YamlWriteResult? written = result is { IsSound: true }
            ? MergeYamlWriter.Write([
                .. result.WithInputs.Select(merge => (ReferenceEquals(merge, result) ? null : merge.Name, merge.SpelledOut)),
            ])
            : null;
        IReadOnlyList<MergeDiagnostic> unwritable = options.Finish(result?.Checked.Node.Report(written?.Diagnostics ?? []) ?? []);
        LoadedMerges all = loaded with
        {
            Merges =
            [
                .. loaded.Merges.Select(merge =>
                    ReferenceEquals(merge, result) ? merge with { Diagnostics = [.. merge.Diagnostics, .. unwritable] } : merge
                ),
            ],
        };
        int exitCode = ExitCode.Of(all.Diagnostics);
        string? text = exitCode == ExitCode.Done ? written?.Text : null;
        if (!json)
            Report.Print(all, error);
        if (text is not null && file is not null)
            OutputText.Write(file, text, "another place for the YAML", () => IsYaml(file) ? null : "it is there and is no YAML file");
        if (json)
            output.WriteLine(JsonWriter.Indented(YamlJson(result?.Name, text, all.Diagnostics)));
        else if (text is not null && file is null)
            output.Write(text);
        return exitCode == ExitCode.Done && text is null ? ExitCode.WrongMerge : exitCode;
    }

    /// <summary>The result of writing a merge as YAML, for scripts.</summary>
    /// <param name="name">The name of the merge.</param>
    /// <param name="text">The YAML; null where it cannot be written.</param>
    /// <param name="diagnostics">All there is to say.</param>
    public static JsonObject YamlJson(string? name, string? text, IReadOnlyList<MergeDiagnostic> diagnostics) =>
        JsonObject.Of(
            ("name", name is null ? JsonNull.Instance : name),
            ("yaml", text is null ? JsonNull.Instance : text),
            ("diagnostics", Report.ToJson(diagnostics))
        );

    private static bool IsYaml(string file) =>
        new FileInfo(file).Length == 0 || Path.GetExtension(file).ToLowerInvariant() is ".yml" or ".yaml";

    private static async Task<MergeReport> RunAsync(
        BoundMerge bound,
        string directory,
        MergeOptions options,
        TextWriter? error,
        CancellationToken cancellationToken
    )
    {
        using ProgressDisplay? display = error is null ? null : new(error);
        return await bound.RunAsync(directory, options, display, cancellationToken);
    }

    private static string Summary(MergeReport report) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Printable.Line(report.Output)}: {Numbers.Count(report.Files.Count, "file")}, {PlanDescription.Size(report.BytesWritten)} in {report.Elapsed.TotalSeconds:0.0} s ({PlanDescription.Size((long)report.BytesPerSecond)}/s)"
        );
}
