using System.CommandLine;
using MergeDsl.Diagnostics;
using MergeDsl.Execution;
using MergeDsl.Json;

namespace MergeDsl.App;

/// <summary><c>yaml</c>: writes a merge of the program for mergekit.</summary>
internal sealed class YamlVerb : MergeVerb
{
    private readonly Option<string?> output = VerbOptions.OutputFile();

    public YamlVerb(IMergeSource source)
        : base(
            source,
            "yaml",
            "[--merge NAME] [-o FILE]",
            VerbOptions.Merge(),
            VerbOptions.ModelsDirectory("a directory with models by name, to prove the merge against"),
            VerbOptions.Manifests()
        ) => AddOptions([output], []);

    public override string Text =>
        """
            Writes a merge as YAML that mergekit reads with the same meaning, behind those whose
            results it takes. Where mergekit has no form for something, it is reported, and nothing
            is written.
            """;

    protected override async Task<int> ExecuteAsync(
        ParseResult parsed,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        LoadOptions how = How(parsed) with { One = true };
        LoadedMerges loaded = await LoadAsync(parsed, how, cancellationToken).ConfigureAwait(false);
        return Verbs.Yaml(loaded, parsed.GetValue(this.output), IsJson(parsed), how, output, error);
    }

    protected override void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error)
    {
        if (IsJson(parsed))
            output.WriteLine(JsonWriter.Indented(Verbs.YamlJson(null, null, diagnostics)));
        else
            Report.Print(diagnostics, error);
    }
}
