using System.CommandLine;
using MergeDsl.Checkpoints;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl manifest</c>: the facts of a checkpoint as a small file.</summary>
internal sealed class ManifestCommand : Verb
{
    private readonly Argument<string?> directory = VerbOptions.Argument("directory");
    private readonly Option<string?> model = VerbOptions.Text(
        "--model",
        "ID[@REV]",
        "the id under which merges name the model; without it, the name of the directory"
    );
    private readonly Option<string?> output = VerbOptions.OutputFile(
        "the manifest, by custom NAME.checkpoint.json; one that is there is written anew",
        "--out"
    );

    public ManifestCommand()
        : base(ToolCommandLine.Program, "manifest DIR [--model ID[@REVISION]] -o FILE")
    {
        Arguments.Add(directory);
        Options.Add(model);
        Options.Add(output);
    }

    public override string Text =>
        """
            Writes the facts of a checkpoint to a small file: names, shapes and dtypes of its
            tensors and what merges look at in config.json. No weight is read. With it a merge
            is proved where the checkpoint is not: by mergedsl plan --manifest, and while a
            C# declaration is typed.
            """;

    public override IReadOnlyList<string> Examples =>
        ["mergedsl manifest models/openchat-3.5-0106 --model openchat/openchat-3.5-0106 \\", "  -o openchat-3.5-0106.checkpoint.json"];

    public override string? Fault(ParseResult parsed)
    {
        if (parsed.GetValue(directory) is null)
            return $"the directory of the checkpoint is missing: {Usage}";
        if (string.IsNullOrEmpty(parsed.GetValue(output)))
            return $"the file to write is missing: {Usage}";
        return parsed.GetValue(model) is { } id && (Model.Parse(id).IsMalformed || Model.Parse(id).Adapter is not null)
            ? $"--model {Printable.Quote(id)} is no name of a model; write id or id@revision"
            : null;
    }

    protected override string Subject(ParseResult parsed) => parsed.GetValue(directory)!;

    protected override Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        string path = parsed.GetValue(directory)!,
            file = parsed.GetValue(this.output)!;
        CheckpointResult opened = Checkpoint.Open(path, cancellationToken);
        Model? id = parsed.GetValue(model) is { } reference ? Model.Parse(reference) : null;
        ManifestResult? read = opened.Checkpoint?.ReadManifest(id?.Id, id?.Revision);
        IReadOnlyList<MergeDiagnostic> diagnostics = Report.WithPlaces([.. opened.Diagnostics, .. read?.Diagnostics ?? []], path);
        Report.Print(diagnostics, error);
        int exitCode = ExitCode.Of(diagnostics);
        if (exitCode != ExitCode.Done || read?.Manifest is not { } manifest)
            return Task.FromResult(exitCode);
        ManifestText.Write(file, ManifestWriter.Write(manifest));
        int layers = manifest.Stacks.Sum(stack => stack.LayerCount);
        output.WriteLine(
            $"{Printable.Line(file)}: {Printable.Line(manifest.Model)}, {Printable.Line(manifest.Architecture)}, {Numbers.Count(layers, "layer")}, {Numbers.Count(opened.Checkpoint!.Tensors.Count, "tensor")}"
        );
        return Task.FromResult(ExitCode.Done);
    }
}
