using System.CommandLine;
using System.CommandLine.Parsing;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl convert</c>: mergekit YAML as a C# declaration, and back.</summary>
internal sealed class ConvertCommand : ToolCommand
{
    private const string Form = "mergedsl convert MERGE [-o FILE]";
    private const string Text = """
        mergedsl convert MERGE.yml [-o FILE.cs] [options]
        mergedsl convert FILE.cs|PROJECT|FILE.dll [-o MERGE.yml] [options]

        Converts mergekit YAML to a declaration in C# that means the same, and a declaration
        to YAML that mergekit reads with the same meaning. Where something is wrong with
        the merge, or has no form on the other side, that is said and nothing is written.

          --output FILE, -o FILE   the file to write; standard output without it
          --manifest FILE          a manifest of one of the models, so that its tensors are
                                   named by members; may be given several times
          --namespace NAME         the namespace of the class; none without it
          --class NAME             the name of the class (of the last merge of the file);
                                   without it, made of the document's or the file's name
          --merge NAME             the merge to write as YAML, where there are several
          --models-dir DIR         models by name: what a declaration leaves to them is
                                   written out
          --strict                 warnings are errors
          --lenient                misspelt names are warnings, as in mergekit

        examples
          mergedsl convert merge.yml --namespace Mine -o Merge.cs
          mergedsl convert Merge.cs -o merge.yml

        """;

    private readonly Argument<string?> merge = MergeArguments.MergeFile();
    private readonly Option<string?> output = new("--output", "-o") { HelpName = "FILE" };
    private readonly Option<string?> space = new("--namespace")
    {
        HelpName = "NAME",
        CustomParser = result => ReadName(result, isDotted: true),
    };
    private readonly Option<string?> className = new("--class")
    {
        HelpName = "NAME",
        CustomParser = result => ReadName(result, isDotted: false),
    };
    private readonly Option<string[]> manifests = MergeArguments.ManifestFiles();
    private readonly Option<string?> name = MergeArguments.MergeName();
    private readonly Option<string?> modelsDirectory = new("--models-dir") { HelpName = "DIR" };
    private readonly Option<bool> strict = MergeArguments.Flag("--strict"),
        lenient = MergeArguments.Flag("--lenient");

    public ConvertCommand()
        : base("convert", Form, Text)
    {
        Arguments.Add(merge);
        foreach (Option option in (Option[])[output, space, className, manifests, name, modelsDirectory, strict, lenient])
            Options.Add(option);
    }

    public override string? Fault(ParseResult parsed)
    {
        if (parsed.GetValue(merge) is null)
            return $"the merge is missing: {Form}";
        foreach (Option<string?> option in (Option<string?>[])[output, name, modelsDirectory])
        {
            if (parsed.GetValue(option) is "")
                return $"{option.Name} is an empty text";
        }
        bool isProgram = ProgramFile.Is(parsed.GetValue(merge)!);
        foreach (Option<string?> option in isProgram ? (Option<string?>[])[space, className] : [name, modelsDirectory])
        {
            if (parsed.GetValue(option) is not null)
                return $"{option.Name} is for {(isProgram ? "YAML that becomes C#" : "a program that becomes YAML")}; leave it out";
        }
        return parsed.GetValue(strict) && parsed.GetValue(lenient) ? OptionValues.Contradiction : null;
    }

    protected override string Subject(ParseResult parsed) => parsed.GetValue(merge)!;

    protected override async Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        string file = parsed.GetValue(merge)!;
        if (ProgramFile.Is(file))
        {
            LoadOptions options = new()
            {
                One = true,
                Merge = parsed.GetValue(name),
                ModelsDirectory = parsed.GetValue(modelsDirectory),
                Manifests = parsed.GetValue(manifests) ?? [],
                Strict = parsed.GetValue(strict),
                Lenient = parsed.GetValue(lenient),
                File = file,
            };
            return Verbs.Yaml(
                await MergeFile.LoadAsync(file, options, cancel),
                parsed.GetValue(this.output),
                json: false,
                options,
                output,
                error
            );
        }
        List<MergeDiagnostic> found = [];
        CSharpWriteResult? converted = Convert(parsed, file, found);
        IReadOnlyList<MergeDiagnostic> diagnostics = Report.WithPlaces(
            Report.WithSeverities([.. found, .. converted?.Diagnostics ?? []], parsed.GetValue(strict), parsed.GetValue(lenient)),
            file
        );
        Report.Print(diagnostics, error);
        int exitCode = ExitCode.Of(diagnostics);
        if (exitCode != ExitCode.Done || converted?.Text is not { } text)
            return exitCode == ExitCode.Done ? ExitCode.WrongMerge : exitCode;
        if (parsed.GetValue(this.output) is not { } target)
            output.Write(text);
        else
            OutputText.Write(
                target,
                text,
                "another place for the declaration",
                () => OutputText.IsSame(target, file) ? "it is the merge itself" : null
            );
        return ExitCode.Done;
    }

    private CSharpWriteResult? Convert(ParseResult parsed, string file, List<MergeDiagnostic> found)
    {
        GivenManifests given = GivenManifests.Read(parsed.GetValue(manifests) ?? []);
        found.AddRange(given.Diagnostics);
        if (!MergeFile.TryRead(file, out string? text, out MergeDiagnostic? fault))
            found.Add(fault);
        if (text is null || found.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return null;
        CSharpOptions options = new()
        {
            FileName = file,
            Namespace = parsed.GetValue(space),
            ClassName = parsed.GetValue(className),
            Manifests = [.. given.Files.Select(pair => (Path.GetFileName(pair.File), pair.Manifest))],
        };
        return MergeCSharp.Convert(MergeYaml.Read(text, file, parsed.GetValue(lenient)), options);
    }

    private static string? ReadName(ArgumentResult result, bool isDotted)
    {
        string name = result.Tokens[0].Value;
        if ((isDotted ? name.Split('.') : [name]).All(CSharpIdentifier.IsValid))
            return name;
        result.AddError(
            $"{(isDotted ? "--namespace" : "--class")} {Printable.Quote(name)} is no {(isDotted ? "namespace" : "class name")} in C#"
        );
        return null;
    }
}
