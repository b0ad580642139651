using System.CommandLine;
using MergeDsl.Engine;
using MergeDsl.Execution;

namespace MergeDsl.App;

/// <summary><c>run</c>: proves a merge, then runs it.</summary>
internal class RunVerb : MergeVerb
{
    private readonly Argument<string?> directory = VerbOptions.Argument("directory");
    private readonly Option<string?> output = VerbOptions.OutputDirectory();
    private readonly Option<bool> overwrite = VerbOptions.Overwrite(),
        quiet = VerbOptions.Quiet();
    private readonly Option<long?> shardSize = VerbOptions.ShardSize(),
        memory = VerbOptions.Memory();
    private readonly Option<int> threads = VerbOptions.Threads();
    private readonly Option<uint?> seed = VerbOptions.Seed();

    public RunVerb(IMergeSource source)
        : base(
            source,
            "run",
            "--out DIR [--merge NAME] [--models-dir DIR] [--overwrite]",
            VerbOptions.Merge(),
            VerbOptions.ModelsDirectory(),
            VerbOptions.Manifests("a manifest that one of the models must agree with")
        )
    {
        Arguments.Add(directory);
        AddOptions([output, overwrite], [shardSize, threads, memory, seed, quiet]);
    }

    public override string Text =>
        """
            Proves a merge against the headers of its models as plan does, then runs it. The
            output grows beside DIR and appears there when all of it is on the disk: after a
            failure, or Ctrl-C, nothing is left behind. Merges whose results it takes are made
            first, beside DIR, and deleted as soon as nothing needs them. DIR may stand without
            --out, too.
            """;

    public override string? Fault(ParseResult parsed)
    {
        if (base.Fault(parsed) is { } fault)
            return fault;
        string? named = parsed.GetValue(output),
            other = parsed.GetValue(directory);
        if (named is null && other is null)
            return $"the output is missing: {Usage[..(Usage.IndexOf("DIR", StringComparison.Ordinal) + "DIR".Length)]}";
        return named is not null && other is not null ? OptionValues.OutputTwice(named, other) : null;
    }

    protected override async Task<int> ExecuteAsync(
        ParseResult parsed,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        LoadOptions how = How(parsed) with { ToRun = true };
        LoadedMerges loaded = await LoadAsync(parsed, how, cancellationToken).ConfigureAwait(false);
        MergeOptions options = new()
        {
            Threads = parsed.GetValue(threads),
            ShardSize = parsed.GetValue(shardSize) ?? MergeOptions.DefaultShardSize,
            Memory = parsed.GetValue(memory) ?? MergeOptions.DefaultMemory,
            Seed = parsed.GetValue(seed),
            Overwrite = parsed.GetValue(overwrite),
            ModelsDirectory = how.ModelsDirectory,
            Inputs = [.. Subject(parsed) is { } file ? [new InputPath("the merge file", file)] : Array.Empty<InputPath>(), .. how.Inputs],
        };
        return await Verbs
            .RunAsync(
                loaded,
                parsed.GetValue(this.output) ?? parsed.GetValue(directory)!,
                options,
                new(IsJson(parsed), parsed.GetValue(quiet), how.Strict),
                output,
                error,
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
