using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl run</c>: proves a merge, then runs it.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<string> merge = MergeArguments.Merge();
        Argument<string?> directory = new("directory") { Description = "the output directory, as mergekit's users type it", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> output = new("--out", "-o") { Description = "the output directory", HelpName = "DIR" };
        Option<string?> models = MergeArguments.ModelsDirectory();
        Option<string[]> manifests = MergeArguments.Manifest();
        Option<string?> shardSize = new("--shard-size", "--out-shard-size") { Description = "the most bytes of tensor data in one file: 500MB, 5GB (the default), 0 for one file", HelpName = "SIZE" };
        Option<int> threads = new("--threads", "-j") { Description = "the number of threads; 0, the default, for as many as are useful", HelpName = "N" };
        Option<uint?> seed = new("--seed", "--random-seed") { Description = "the seed of methods that draw at random", HelpName = "N" };
        Option<bool> overwrite = new("--overwrite") { Description = "replace an output directory that is not empty, as a whole and at the end" };
        Option<bool> strict = MergeArguments.Strict(), lenient = MergeArguments.Lenient();
        Command command = new("run", "Proves a merge against the headers of its models, then runs it.") { merge, directory, output, models, manifests, shardSize, threads, seed, overwrite, strict, lenient };
        command.RefuseBoth(strict, lenient);
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is null == result.GetValue(directory) is null) result.AddError("say once where the output goes: run MERGE --out DIR");
            if (result.GetValue(threads) < 0) result.AddError("--threads cannot be negative; 0 leaves the number to the engine");
            if (result.GetValue(shardSize) is { } size && !ByteSize.TryParse(size, out _, out string? fault)) result.AddError($"--shard-size {Printable.Quote(size)} {fault}");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            LoadedMerge loaded = LoadedMerge.Load(parsed.GetRequiredValue(merge), parsed.GetValue(models), parsed.GetValue(manifests) ?? [], parsed.GetValue(strict), parsed.GetValue(lenient), toRun: true);
            Report.Print(loaded.Diagnostics);
            int exitCode = ExitCode.Of(loaded.Diagnostics);
            if (exitCode != ExitCode.Done) return exitCode;
            long size = MergeOptions.DefaultShardSize;
            if (parsed.GetValue(shardSize) is { } text) ByteSize.TryParse(text, out size, out _);
            MergeOptions options = new() { Threads = parsed.GetValue(threads), ShardSize = size, Seed = parsed.GetValue(seed), Overwrite = parsed.GetValue(overwrite) };
            return await RunAsync(loaded.Documents[^1], parsed.GetValue(output) ?? parsed.GetValue(directory)!, options, parsed.GetValue(strict), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(LoadedDocument document, string directory, MergeOptions options, bool strict, CancellationToken cancel)
    {
        Console.Out.Write(document.Description);
        MergeReport report;
        using (ProgressDisplay display = ProgressDisplay.Create()) report = await document.Bound!.RunAsync(directory, options, display, cancel);
        Console.Out.WriteLine($"{Printable.Line(report.Output)}: {Numbers.Count(report.Files.Count, "file")}, {PlanDescription.Size(report.BytesWritten)} in {report.Elapsed.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} s ({PlanDescription.Size((long)report.BytesPerSecond)}/s)");
        IReadOnlyList<MergeDiagnostic> found = Report.WithSeverities(report.Diagnostics, strict, lenient: false);
        Report.Print(found);
        return ExitCode.Of(found);
    }
}
