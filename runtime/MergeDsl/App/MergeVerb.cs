using System.CommandLine;
using MergeDsl.Diagnostics;
using MergeDsl.Execution;

namespace MergeDsl.App;

/// <summary>A verb that checks merges, with the options that all such verbs have.</summary>
internal abstract class MergeVerb : Verb
{
    private readonly IMergeSource source;
    private readonly Option<string?> merge,
        modelsDirectory;
    private readonly Option<string[]> manifests;
    private readonly Option<bool> json = VerbOptions.Json(),
        strict = VerbOptions.Strict(),
        lenient = VerbOptions.Lenient();

    /// <summary>A verb.</summary>
    /// <param name="source">Where its merges come from.</param>
    /// <param name="name">The verb.</param>
    /// <param name="form">What follows the merge, in one line.</param>
    /// <param name="merge">Which of several merges is meant.</param>
    /// <param name="modelsDirectory">Where models are found.</param>
    /// <param name="manifests">Manifests of models.</param>
    protected MergeVerb(
        IMergeSource source,
        string name,
        string form,
        Option<string?> merge,
        Option<string?> modelsDirectory,
        Option<string[]> manifests
    )
        : base(source.Program, $"{name}{(source.Argument is null ? "" : " MERGE")} {form}")
    {
        this.source = source;
        (this.merge, this.modelsDirectory, this.manifests) = (merge, modelsDirectory, manifests);
        if (source.Argument is { } argument)
            Arguments.Add(argument);
    }

    public override string? Fault(ParseResult parsed) =>
        source.Fault(parsed, Usage) ?? (parsed.GetValue(strict) && parsed.GetValue(lenient) ? OptionValues.Contradiction : null);

    /// <summary>Adds the options in the order in which help lists them.</summary>
    /// <param name="before">Options of the verb that stand before those of all verbs.</param>
    /// <param name="between">Options of the verb that stand before how the merges are checked and shown.</param>
    protected void AddOptions(IEnumerable<Option> before, IEnumerable<Option> between)
    {
        foreach (Option option in (Option[])[.. before, merge, modelsDirectory, manifests, .. between, json, strict, lenient])
            Options.Add(option);
    }

    protected override string? Subject(ParseResult parsed) => source.Argument is { } argument ? parsed.GetValue(argument) : null;

    /// <summary>Indicates whether the verb writes one JSON object.</summary>
    protected bool IsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Returns how the merges are checked.</summary>
    protected virtual LoadOptions How(ParseResult parsed) =>
        new()
        {
            Merge = parsed.GetValue(merge),
            ModelsDirectory = parsed.GetValue(modelsDirectory),
            Manifests = parsed.GetValue(manifests) ?? [],
            Strict = parsed.GetValue(strict),
            Lenient = parsed.GetValue(lenient),
        };

    /// <summary>Reads and checks the merges.</summary>
    protected async Task<LoadedMerges> LoadAsync(ParseResult parsed, LoadOptions options, CancellationToken cancellationToken)
    {
        LoadedMerges loaded = await source.LoadAsync(parsed, options, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return loaded;
    }

    protected override void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error)
    {
        if (IsJson(parsed))
            output.WriteLine(PlanJson.Write(new([], 0, diagnostics), MergeOptions.DefaultShardSize, 0));
        else
            Report.Print(diagnostics, error);
    }
}
