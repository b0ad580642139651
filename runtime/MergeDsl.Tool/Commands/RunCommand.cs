using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl run</c>: proves a merge, then runs it.</summary>
internal sealed class RunCommand : ToolCommand
{
    private const string Form = "mergedsl run MERGE --out DIR [--merge NAME] [--models-dir DIR] [--overwrite]";
    private const string Text = """
        mergedsl run MERGE --out DIR [options]
        mergedsl run MERGE DIR [options]

        Proves a merge against the headers of its models as plan does, then runs it. The
        output grows beside DIR and appears there when all of it is on the disk: after a
        failure, or Ctrl-C, nothing is left behind. Merges whose results it takes are made
        first, beside DIR, and deleted as soon as nothing needs them.

          --out DIR, -o DIR   the output: not there yet, or an empty directory
          --overwrite         replace an output of an earlier merge, as a whole, at the end;
                              a directory with anything else in it is never replaced
          --merge NAME        the merge, where there are several
          --models-dir DIR    a directory with models by name
          --manifest FILE     a manifest that one of the models must agree with
          --shard-size SIZE   the most bytes of tensor data in one file: 500MB, 5GB (the
                              default), 0 for one file
          --threads N, -j N   0, the default, for as many as are useful
          --seed N            the seed of methods that draw at random
          --quiet, -q         neither the plan nor the progress, only what is wrong
          --json              one JSON object on standard output, and nothing else
          --strict            warnings are errors
          --lenient           misspelt names are warnings without effect, as in mergekit

        The flags of mergekit-yaml (--cuda, --copy-tokenizer, --lazy-unpickle ...) are
        accepted, and explained where they are not needed.

        examples
          mergedsl run merge.yml --out merged --models-dir models
          mergedsl run Merge.cs merged --shard-size 2GB --overwrite

        """;

    private readonly MergeArguments arguments = new();
    private readonly MergekitFlags mergekit = new();
    private readonly Argument<string?> directory = new("directory") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> output = new("--out", "-o") { HelpName = "DIR" };
    private readonly Option<uint?> seed = new("--seed", "--random-seed")
    {
        HelpName = "N",
        CustomParser = result => MergeArguments.ReadNumber(result, OptionValues.SeedMeaning),
    };
    private readonly Option<bool> overwrite = MergeArguments.Flag("--overwrite");

    public RunCommand()
        : base("run", Form, Text)
    {
        arguments.AddTo(this);
        Arguments.Add(directory);
        foreach (Option option in (Option[])[output, seed, overwrite])
            Options.Add(option);
        mergekit.AddTo(this);
    }

    public override string? Fault(ParseResult parsed)
    {
        if (arguments.Fault(parsed, Form) is { } fault)
            return fault;
        if (parsed.GetValue(output) is null && parsed.GetValue(directory) is null)
            return "the output is missing: mergedsl run MERGE --out DIR";
        if (parsed.GetValue(output) is { } named && parsed.GetValue(directory) is { } other)
            return OptionValues.OutputTwice(named, other);
        return parsed.GetValue(output) is "" ? "--out is an empty text" : mergekit.Fault(parsed);
    }

    protected override string Subject(ParseResult parsed) => parsed.GetValue(arguments.Merge)!;

    protected override void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error) =>
        arguments.Fail(parsed, diagnostics, output, error);

    protected override async Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        foreach (string note in mergekit.Notes(parsed))
            await error.WriteLineAsync(note);
        LoadedMerges loaded = await Task.Run(
            () => arguments.LoadAsync(parsed, toRun: true, cancel, parsed.GetValue(mergekit.Cache)),
            CancellationToken.None
        );
        cancel.ThrowIfCancellationRequested();
        MergeOptions options = new()
        {
            Threads = parsed.GetValue(arguments.Threads),
            ShardSize = parsed.GetValue(arguments.ShardSize) ?? MergeOptions.DefaultShardSize,
            Seed = parsed.GetValue(seed),
            Overwrite = parsed.GetValue(overwrite),
            Inputs = arguments.Inputs(parsed),
        };
        return await Verbs.RunAsync(
            loaded,
            parsed.GetValue(this.output) ?? parsed.GetValue(directory)!,
            options,
            new(parsed.GetValue(arguments.Json), parsed.GetValue(mergekit.Quiet), parsed.GetValue(arguments.Strict)),
            output,
            error,
            cancel
        );
    }
}
