using System.CommandLine;
using MergeDsl.Checkpoints;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl manifest</c>: the facts of a checkpoint as a small file.</summary>
internal static class ManifestCommand
{
    public static Command Create()
    {
        Argument<string> directory = new("directory") { Description = "the directory of the checkpoint" };
        Option<string?> model = new("--model") { Description = "the model's id, with its revision if one is meant: id[@revision]; the directory's name without it", HelpName = "ID" };
        Option<string> output = new("--output", "-o") { Description = "the file to write, named NAME.checkpoint.json by custom", HelpName = "FILE", Required = true };
        Command command = new("manifest", "Writes the facts of a checkpoint (names, shapes, dtypes, configuration; no weights) to a small file.") { directory, model, output };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(directory);
            CheckpointResult opened = Checkpoint.Open(path);
            Model id = parsed.GetValue(model) is { } reference ? Model.Parse(reference) : new(opened.Checkpoint?.Name ?? path);
            ManifestResult? read = id.IsMalformed ? null : opened.Checkpoint?.ReadManifest(id.Id, id.Revision);
            MergeDiagnostic[] diagnostics =
            [
                .. opened.Diagnostics, .. read?.Diagnostics ?? [],
                .. id.IsMalformed ? [DiagnosticCatalogue.InvalidModelReference.Says($"{Printable.Quote(id.Id)} is no model reference; write id[@revision]")] : Enumerable.Empty<MergeDiagnostic>(),
            ];
            Report.Print(diagnostics.Select(diagnostic => diagnostic.Place is null ? diagnostic with { Place = new(path, 1, 1) } : diagnostic));
            if (read?.Manifest is not { } manifest) return ExitCode.Of(diagnostics);
            string file = parsed.GetRequiredValue(output);
            try
            {
                File.WriteAllText(file, ManifestWriter.Write(manifest));
            }
            catch (Exception failure) when (FileFault.IsExpected(failure))
            {
                Report.Print([DiagnosticCatalogue.CannotWrite.Says($"cannot write {Printable.Quote(file)}: {Printable.Line(failure.Message)}; choose another place for the manifest") with { Place = new(file, 1, 1) }]);
                return ExitCode.CannotReadOrWrite;
            }
            return ExitCode.Done;
        });
        return command;
    }
}
