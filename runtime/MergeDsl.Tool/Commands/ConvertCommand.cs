using System.CommandLine;
using System.Text;
using MergeDsl.Checkpoints;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl convert</c>: mergekit YAML as a C# declaration.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        Argument<string> merge = MergeArguments.Merge();
        Option<string?> output = new("--output", "-o") { Description = "the file to write; standard output without it", HelpName = "FILE" };
        Option<string?> space = new("--namespace") { Description = "the namespace of the class; none without it", HelpName = "NAME" };
        Option<string?> className = new("--class") { Description = "the name of the class (of the last merge of the file); made from the document's or the file's name without it", HelpName = "NAME" };
        Option<string[]> manifests = MergeArguments.Manifest();
        Option<bool> strict = MergeArguments.Strict(), lenient = MergeArguments.Lenient();
        space.Validators.Add(result => RefuseNoName(result, result.GetValueOrDefault<string?>(), true));
        className.Validators.Add(result => RefuseNoName(result, result.GetValueOrDefault<string?>(), false));
        Command command = new("convert", "Converts a mergekit YAML file to a C# declaration: what is wrong with it is said, and then nothing is written.") { merge, output, space, className, manifests, strict, lenient };
        command.RefuseBoth(strict, lenient);
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(merge);
            List<MergeDiagnostic> found = [];
            CSharpWriteResult? converted = Convert(file, parsed.GetValue(space), parsed.GetValue(className), parsed.GetValue(manifests) ?? [], parsed.GetValue(lenient), found);
            IReadOnlyList<MergeDiagnostic> diagnostics = Report.WithSeverities([.. found, .. converted?.Diagnostics ?? []], parsed.GetValue(strict), parsed.GetValue(lenient));
            Report.Print(diagnostics.Select(diagnostic => diagnostic.Place is null ? diagnostic with { Place = new(file, 1, 1) } : diagnostic));
            int code = ExitCode.Of(diagnostics);
            if (code != ExitCode.Done || converted?.Text is not { } text) return code == ExitCode.Done ? ExitCode.WrongMerge : code;
            return Write(text, parsed.GetValue(output));
        });
        return command;
    }

    private static CSharpWriteResult? Convert(string file, string? space, string? className, string[] manifestFiles, bool lenient, List<MergeDiagnostic> found)
    {
        if (Path.GetExtension(file).ToLowerInvariant() is ".cs" or ".csproj" or ".dll" or ".exe")
        {
            found.Add(DiagnosticCatalogue.NotSupported.Says("a declaration in C# becomes YAML by its own program: give the merge to MergeApp.RunAsync there, and run the program with the verb 'yaml'") with { Place = new(file, 1, 1) });
            return null;
        }
        var manifests = new List<(string, Manifest)>();
        string? text = ReadText(file, found);
        foreach (string path in manifestFiles)
        {
            if (ReadText(path, found) is not { } json) continue;
            ManifestResult read = ManifestReader.Parse(json, path);
            found.AddRange(read.Diagnostics);
            if (read.Manifest is { } manifest) manifests.Add((Path.GetFileName(path), manifest));
        }
        if (text is null || found.Any(diagnostic => diagnostic.Severity == Severity.Error)) return null;
        return MergeCSharp.Convert(MergeYaml.Read(text, file, lenient), new() { FileName = file, Namespace = space, ClassName = className, Manifests = manifests });
    }

    private static string? ReadText(string file, List<MergeDiagnostic> found)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            found.Add(FileFault.CannotRead(file, failure));
            return null;
        }
    }

    private static int Write(string text, string? file)
    {
        if (file is null)
        {
            Console.Out.Write(text);
            return ExitCode.Done;
        }
        try
        {
            File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return ExitCode.Done;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            Report.Print([DiagnosticCatalogue.CannotWrite.Says($"cannot write {Printable.Quote(file)}: {Printable.Line(failure.Message)}; choose another place") with { Place = new(file, 1, 1) }]);
            return ExitCode.CannotReadOrWrite;
        }
    }

    private static void RefuseNoName(System.CommandLine.Parsing.OptionResult result, string? name, bool isDotted)
    {
        if (name is null || (isDotted ? name.Split('.') : [name]).All(CSharpIdentifier.IsValid)) return;
        result.AddError($"{Printable.Quote(name)} is no {(isDotted ? "namespace" : "class name")} in C#");
    }
}
