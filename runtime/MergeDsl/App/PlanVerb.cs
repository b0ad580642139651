using System.CommandLine;
using MergeDsl.Execution;

namespace MergeDsl.App;

/// <summary><c>plan</c>: proves merges from headers or manifests, and draws them.</summary>
internal sealed class PlanVerb : MergeVerb
{
    private readonly Option<long?> shardSize = VerbOptions.ShardSize();
    private readonly Option<int> threads = VerbOptions.Threads("for the estimate of memory");

    public PlanVerb(IMergeSource source, params IReadOnlyList<string> examples)
        : base(
            source,
            "plan",
            "[--merge NAME] [--models-dir DIR] [--manifest FILE]... [--json]",
            VerbOptions.Merge("the merge, where there are several; without it, all of them"),
            VerbOptions.ModelsDirectory(),
            VerbOptions.Manifests()
        )
    {
        Examples = examples;
        AddOptions([], [shardSize, threads]);
    }

    public override string Text =>
        """
            Proves merges from the headers or manifests of their models, and draws them. No weight
            is read, and models that are nowhere are no error: what they would say is left out.
            """;

    public override string Notes =>
        """
            A plan has the layers of the output and where they come from, tensors, parameters,
            bytes, what every filter matched, files, free disk and memory that a run needs. Its
            hash is the same for merges that mean the same.
            """;

    public override IReadOnlyList<string> Examples { get; }

    protected override async Task<int> ExecuteAsync(
        ParseResult parsed,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        LoadedMerges loaded = await LoadAsync(parsed, How(parsed), cancellationToken).ConfigureAwait(false);
        long size = parsed.GetValue(shardSize) ?? MergeOptions.DefaultShardSize;
        return Verbs.Plan(loaded, IsJson(parsed), size, parsed.GetValue(threads), output, error);
    }
}
