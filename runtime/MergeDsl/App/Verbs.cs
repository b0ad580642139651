using System.Globalization;

namespace MergeDsl.App;

/// <summary>What the verbs do with merges that are loaded, in the tool and in programs of users alike.</summary>
internal static class Verbs
{
    /// <summary>Draws merges, or writes them as JSON.</summary>
    /// <returns>The exit code.</returns>
    public static int Plan(LoadedMerge loaded, bool json, long shardSize, int threads, TextWriter output, TextWriter error)
    {
        if (json)
        {
            output.WriteLine(PlanJson.Write(loaded, shardSize, threads));
        }
        else
        {
            output.Write(string.Join("\n", loaded.Links.Select(link => link.Describe(shardSize, threads)).OfType<string>()));
            Report.Print(loaded, error);
        }
        return ExitCode.Of(loaded.Diagnostics);
    }

    /// <summary>Runs a merge that was loaded to be run.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(LoadedMerge loaded, string directory, MergeOptions options, bool quiet, bool strict, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        Report.Print(loaded, error);
        int exitCode = ExitCode.Of(loaded.Diagnostics);
        if (exitCode != ExitCode.Done) return exitCode;
        LoadedLink result = loaded.Links[loaded.Result];
        if (!quiet) await output.WriteAsync(string.Join("\n", result.WithInputs.Select(link => link.Describe(options.ShardSize, options.Threads))));
        MergeReport report = await RunAsync(result.Bound!, directory, options, quiet ? null : error, cancel);
        if (!quiet) await output.WriteLineAsync(Summary(report));
        if (loaded.Others.Count > 0) await error.WriteLineAsync($"mergedsl: not run, for the result does not take them: {string.Join(", ", loaded.Others.Select(Printable.Quote))}; choose one with --merge NAME");
        if (report.LeftBehind is { } left) await error.WriteLineAsync($"mergedsl: the former output could not be deleted and is now {Printable.Quote(left)}");
        // What the numbers themselves showed: tensors that became NaN or infinite.
        IReadOnlyList<MergeDiagnostic> found = Report.WithSeverities(report.Diagnostics, strict, lenient: false);
        Report.Print(found, error);
        return ExitCode.Of(found);
    }

    /// <summary>Writes a merge as mergekit YAML, with those that it takes before it.</summary>
    /// <param name="loaded">The merge.</param>
    /// <param name="file">The file; null for standard output.</param>
    /// <param name="refusal">Why a file that is there is not written over.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">The error stream.</param>
    /// <param name="finish">What becomes of diagnostics: places, severities.</param>
    /// <returns>The exit code.</returns>
    public static int Yaml(LoadedMerge loaded, string? file, Func<string?> refusal, TextWriter output, TextWriter error, Func<IEnumerable<MergeDiagnostic>, IReadOnlyList<MergeDiagnostic>>? finish = null)
    {
        LoadedLink? result = loaded.Links.Count > 0 ? loaded.Links[loaded.Result] : null;
        YamlWriteResult? written = result is { IsSound: true } ? MergeYamlWriter.Write(result.Plan!) : null;
        IReadOnlyList<MergeDiagnostic> unwritable = written?.Diagnostics ?? [];
        if (finish is not null) unwritable = finish(unwritable);
        LoadedMerge all = loaded with { Diagnostics = [.. loaded.Diagnostics, .. unwritable] };
        Report.Print(all, error);
        int exitCode = ExitCode.Of(all.Diagnostics);
        if (exitCode != ExitCode.Done || written?.Text is not { } text) return exitCode == ExitCode.Done ? ExitCode.WrongMerge : exitCode;
        if (file is null) output.Write(text);
        else OutputText.Write(file, text, "another place for the YAML", refusal);
        return ExitCode.Done;
    }

    private static async Task<MergeReport> RunAsync(BoundMerge bound, string directory, MergeOptions options, TextWriter? error, CancellationToken cancel)
    {
        using ProgressDisplay? display = error is null ? null : new(error);
        return await bound.RunAsync(directory, options, display, cancel);
    }

    private static string Summary(MergeReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Printable.Line(report.Output)}: {Numbers.Count(report.Files.Count, "file")}, {PlanDescription.Size(report.BytesWritten)} in {report.Elapsed.TotalSeconds:0.0} s ({PlanDescription.Size((long)report.BytesPerSecond)}/s)");
}
