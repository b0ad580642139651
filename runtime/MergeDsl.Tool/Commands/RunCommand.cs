using System.CommandLine;
using System.Globalization;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl run</c>: proves a merge, then runs it.</summary>
internal sealed class RunCommand : ToolCommand
{
    private const string Form = "mergedsl run MERGE.yml --out DIR [--models-dir DIR] [--shard-size 5GB] [--threads N] [--seed N] [--overwrite]";
    private const string Text = """
        mergedsl run MERGE.yml --out DIR [options]
        mergedsl run MERGE.yml DIR [options]

        Proves a merge against the headers of its models as plan does, then runs it. The
        output grows beside DIR and appears there when all of it is on the disk: after a
        failure, or Ctrl-C, nothing is left behind.

          --out DIR, -o DIR   the output: not there yet, or an empty directory
          --overwrite         replace an output that is not empty, as a whole, at the end
          --models-dir DIR    a directory with models by name
          --manifest FILE     a manifest that one of the models must agree with
          --shard-size SIZE   the most bytes of tensor data in one file: 500MB, 5GB (the
                              default), 0 for one file
          --threads N, -j N   0, the default, for as many as are useful
          --seed N            the seed of methods that draw at random
          --quiet, -q         neither the plan nor the progress, only what is wrong
          --strict            warnings are errors
          --lenient           misspelt names are warnings without effect, as in mergekit

        The flags of mergekit-yaml (--cuda, --copy-tokenizer, --lazy-unpickle ...) are
        accepted, and explained where they are not needed.

        examples
          mergedsl run merge.yml --out merged --models-dir models
          mergedsl run merge.yml merged --shard-size 2GB --overwrite

        """;

    private readonly MergeArguments arguments = new();
    private readonly MergekitFlags mergekit = new();
    private readonly Argument<string?> directory = new("directory") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> output = new("--out", "-o") { HelpName = "DIR" };
    private readonly Option<uint?> seed = new("--seed", "--random-seed") { HelpName = "N", CustomParser = result => MergeArguments.ReadNumber(result, "a seed; give a number from 0 to 4294967295") };
    private readonly Option<bool> overwrite = MergeArguments.Flag("--overwrite");

    public RunCommand() : base("run", Form, Text)
    {
        arguments.AddTo(this);
        Arguments.Add(directory);
        foreach (Option option in (Option[])[output, seed, overwrite]) Options.Add(option);
        mergekit.AddTo(this);
    }

    public override string? Fault(ParseResult parsed)
    {
        if (arguments.Fault(parsed, Form) is { } fault) return fault;
        if (parsed.GetValue(output) is null && parsed.GetValue(directory) is null) return "the output is missing: mergedsl run MERGE.yml --out DIR";
        if (parsed.GetValue(output) is { } named && parsed.GetValue(directory) is { } other) return $"the output is given twice, {Printable.Quote(named)} and {Printable.Quote(other)}; give one of them";
        return parsed.GetValue(output) is "" ? "--out is an empty text" : mergekit.Fault(parsed);
    }

    protected override string Subject(ParseResult parsed) => parsed.GetValue(arguments.Merge)!;

    protected override async Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        foreach (string note in mergekit.Notes(parsed)) await error.WriteLineAsync(note);
        LoadedMerge loaded = await Task.Run(() => arguments.Load(parsed, toRun: true, parsed.GetValue(mergekit.Cache)), CancellationToken.None);
        cancel.ThrowIfCancellationRequested();
        Report.Print(loaded.Diagnostics, error);
        int exitCode = ExitCode.Of(loaded.Diagnostics);
        if (exitCode != ExitCode.Done) return exitCode;
        MergeOptions options = new()
        {
            Threads = parsed.GetValue(arguments.Threads),
            ShardSize = parsed.GetValue(arguments.ShardSize) ?? MergeOptions.DefaultShardSize,
            Seed = parsed.GetValue(seed),
            Overwrite = parsed.GetValue(overwrite),
        };
        LoadedDocument document = loaded.Documents[loaded.Result];
        bool quiet = parsed.GetValue(mergekit.Quiet);
        if (!quiet) await output.WriteAsync(document.Describe(options.ShardSize, options.Threads));
        MergeReport report = await RunAsync(document.Bound!, parsed.GetValue(this.output) ?? parsed.GetValue(directory)!, options, quiet ? null : error, cancel);
        if (!quiet) await output.WriteLineAsync(Summary(report));
        if (report.LeftBehind is { } left) await error.WriteLineAsync($"mergedsl: the former output could not be deleted and is now {Printable.Quote(left)}");
        // What the numbers themselves showed: tensors that became NaN or infinite.
        IReadOnlyList<MergeDiagnostic> found = Report.WithSeverities(report.Diagnostics, parsed.GetValue(arguments.Strict), lenient: false);
        Report.Print(found, error);
        return ExitCode.Of(found);
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
