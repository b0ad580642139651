using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl run</c>: <c>run</c> with the flags of mergekit.</summary>
internal sealed class RunCommand : RunVerb
{
    private readonly MergekitFlags mergekit = new();

    public RunCommand()
        : base(new MergeFileSource()) => mergekit.AddTo(this);

    public override string Notes =>
        """
            The flags of mergekit-yaml (--cuda, --copy-tokenizer, --lazy-unpickle ...) are
            accepted, and explained where they are not needed.
            """;

    public override IReadOnlyList<string> Examples =>
        ["mergedsl run merge.yml --out merged --models-dir models", "mergedsl run Merge.cs merged --shard-size 2GB --overwrite"];

    public override string? Fault(ParseResult parsed) => base.Fault(parsed) ?? mergekit.Fault(parsed);

    protected override LoadOptions How(ParseResult parsed)
    {
        LoadOptions how = base.How(parsed);
        return how with { ModelsDirectory = how.ModelsDirectory ?? mergekit.ModelsDirectory(parsed) };
    }

    protected override async Task<int> ExecuteAsync(
        ParseResult parsed,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        foreach (string note in mergekit.Notes(parsed))
            await error.WriteLineAsync(note);
        return await base.ExecuteAsync(parsed, output, error, cancellationToken);
    }
}
