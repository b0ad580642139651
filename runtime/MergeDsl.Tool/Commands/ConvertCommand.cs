using System.CommandLine;
using MergeDsl.CSharp;
using MergeDsl.Diagnostics;
using MergeDsl.Yaml;

namespace MergeDsl.Tool;

/// <summary><c>mergedsl convert</c>: mergekit YAML as a C# declaration, and back.</summary>
internal sealed class ConvertCommand : Verb
{
    private readonly MergeFileSource source = new();
    private readonly Option<string?> output = VerbOptions.OutputFile();
    private readonly Option<string[]> manifests = VerbOptions.Manifests(
        "a manifest of one of the models, so that its tensors are named by members; may be given several times"
    );
    private readonly Option<string?> namespaceName = Identifier(
        "--namespace",
        "the namespace of the class; none without it",
        isDotted: true
    );
    private readonly Option<string?> className = Identifier(
        "--class",
        "the name of the class (of the last merge of the file); without it, made of the document's or the file's name",
        isDotted: false
    );
    private readonly Option<string?> name = VerbOptions.Merge("the merge to write as YAML, where there are several");
    private readonly Option<string?> modelsDirectory = VerbOptions.ModelsDirectory(
        "models by name: what a declaration leaves to them is written out"
    );
    private readonly Option<bool> strict = VerbOptions.Strict(),
        lenient = VerbOptions.Lenient();

    public ConvertCommand()
        : base(ToolCommandLine.Program, "convert MERGE [-o FILE]")
    {
        Arguments.Add(source.Argument);
        foreach (Option option in (Option[])[output, manifests, namespaceName, className, name, modelsDirectory, strict, lenient])
            Options.Add(option);
    }

    public override IReadOnlyList<string> Forms =>
        ["mergedsl convert MERGE.yml [-o FILE.cs] [options]", "mergedsl convert FILE.cs|PROJECT|FILE.dll [-o MERGE.yml] [options]"];

    public override string Text =>
        """
            Converts mergekit YAML to a declaration in C# that means the same, and a declaration
            to YAML that mergekit reads with the same meaning. Where something is wrong with
            the merge, or has no form on the other side, it is reported and nothing is written.
            """;

    public override IReadOnlyList<string> Examples =>
        ["mergedsl convert merge.yml --namespace Mine -o Merge.cs", "mergedsl convert Merge.cs -o merge.yml"];

    public override string? Fault(ParseResult parsed)
    {
        if (source.Fault(parsed, Usage) is { } fault)
            return fault;
        bool isProgram = ProgramFile.Is(parsed.GetValue(source.Argument)!);
        foreach (Option<string?> option in isProgram ? (Option<string?>[])[namespaceName, className] : [name, modelsDirectory])
        {
            if (parsed.GetValue(option) is not null)
                return $"{option.Name} is for {(isProgram ? "YAML that becomes C#" : "a program that becomes YAML")}; leave it out";
        }
        return parsed.GetValue(strict) && parsed.GetValue(lenient) ? OptionValues.Contradiction : null;
    }

    protected override string Subject(ParseResult parsed) => parsed.GetValue(source.Argument)!;

    protected override async Task<int> ExecuteAsync(
        ParseResult parsed,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        string file = parsed.GetValue(source.Argument)!;
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
                await MergeFileSource.LoadAsync(file, options, cancellationToken),
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
        if (!MergeFileSource.TryRead(file, out string? text, out MergeDiagnostic? fault))
            found.Add(fault);
        if (text is null || found.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return null;
        CSharpOptions options = new()
        {
            FileName = file,
            Namespace = parsed.GetValue(namespaceName),
            ClassName = parsed.GetValue(className),
            Manifests = [.. given.Files.Select(pair => (Path.GetFileName(pair.File), pair.Manifest))],
        };
        return MergeCSharp.Convert(MergeYaml.Read(text, file, parsed.GetValue(lenient)), options);
    }

    private static Option<string?> Identifier(string option, string help, bool isDotted)
    {
        Option<string?> made = VerbOptions.Text(option, "NAME", help);
        made.CustomParser = result =>
            VerbOptions.Read<string>(
                result,
                (string name, string text, out string? fault) =>
                {
                    bool isValid = (isDotted ? text.Split('.') : [text]).All(CSharpIdentifier.IsValid);
                    fault = isValid ? null : $"{name} {Printable.Quote(text)} is no {(isDotted ? "namespace" : "class name")} in C#";
                    return isValid ? text : null;
                }
            );
        return made;
    }
}
