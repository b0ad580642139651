using System.Collections.Immutable;
using System.Reflection;
using Basic.Reference.Assemblies;
using MergeDsl.Generator.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Tests;

/// <summary>A project in memory: sources and additional files, compiled with the generator and the analyzers.</summary>
internal sealed class TestProject
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. Net100.References.All,
        MetadataReference.CreateFromFile(typeof(Model).Assembly.Location),
    ];

    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.Linq; global using MergeDsl;";

    private readonly List<(string Path, string Text)> sources = [("Usings.cs", Usings)];
    private readonly List<AdditionalText> files = [];
    private ImmutableArray<MetadataReference> references = References;
    private readonly Dictionary<string, ReportDiagnostic> severities = [];
    private bool allowsUnsafe;
    private string name = "Merges.Under.Test";

    public static GeneratorDriverOptions DriverOptions { get; } =
        new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);

    public TestProject Source(string text, string path = "Merge.cs")
    {
        sources.Add((path, text));
        return this;
    }

    public TestProject Reference(MetadataReference reference)
    {
        references = references.Add(reference);
        return this;
    }

    public TestProject File(string path, string text)
    {
        files.Add(new TextFile(path, text));
        return this;
    }

    public TestProject Checkpoint(string name, Manifest manifest)
    {
        File($"checkpoints/{name}.checkpoint.json", ManifestWriter.Write(manifest));
        return this;
    }

    /// <summary>Says how severe a kind of diagnostics is in this project.</summary>
    public TestProject Severity(string id, ReportDiagnostic severity)
    {
        severities[id] = severity;
        return this;
    }

    /// <summary>Gives the assembly another name.</summary>
    public TestProject Named(string assembly)
    {
        name = assembly;
        return this;
    }

    /// <summary>Lets the sources have pointers.</summary>
    public TestProject AllowUnsafe()
    {
        allowsUnsafe = true;
        return this;
    }

    public CSharpCompilation Compilation(bool isChecked = false) =>
        CSharpCompilation.Create(
            name,
            sources.Select(source =>
                CSharpSyntaxTree.ParseText(SourceText.From(source.Text, System.Text.Encoding.UTF8), ParseOptions, source.Path)
            ),
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                checkOverflow: isChecked,
                allowUnsafe: allowsUnsafe,
                generalDiagnosticOption: ReportDiagnostic.Default,
                specificDiagnosticOptions: severities
            )
        );

    public GeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create([new MergeDslGenerator().AsSourceGenerator()], files, ParseOptions, null, DriverOptions);

    public IReadOnlyList<AdditionalText> Files => files;

    public ProjectResult Run(bool isChecked = false)
    {
        GeneratorDriver driver = Driver()
            .RunGeneratorsAndUpdateCompilation(Compilation(isChecked), out Compilation compilation, out ImmutableArray<Diagnostic> faults);
        Xunit.Assert.Empty(faults);
        return new(compilation, driver.GetRunResult(), [.. files]);
    }
}

/// <summary>An additional file in memory.</summary>
internal sealed class TextFile(string path, string text) : AdditionalText
{
    private readonly SourceText source = SourceText.From(text, System.Text.Encoding.UTF8);

    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => source;
}

/// <summary>A project with what was generated.</summary>
internal sealed class ProjectResult(Compilation compilation, GeneratorDriverRunResult run, ImmutableArray<AdditionalText> files)
{
    public Compilation Compilation => compilation;

    /// <summary>The text of a generated file.</summary>
    public string Generated(string hintName) =>
        run.Results.Single().GeneratedSources.Single(source => source.HintName == hintName).SourceText.ToString();

    /// <summary>The project with another text in place of a generated file.</summary>
    public ProjectResult Edit(string hintName, Func<string, string> edit)
    {
        SyntaxTree tree = run.Results.Single().GeneratedSources.Single(source => source.HintName == hintName).SyntaxTree;
        string text = edit(Generated(hintName));
        return new(compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text, System.Text.Encoding.UTF8))), run, files);
    }

    public IEnumerable<string> HintNames => run.Results.Single().GeneratedSources.Select(source => source.HintName);

    /// <summary>The diagnostics of the compiler and the analyzers.</summary>
    public ImmutableArray<Diagnostic> Diagnostics(IReadOnlyDictionary<string, ReportDiagnostic>? severities = null)
    {
        Compilation configured = severities is null
            ? compilation
            : compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(severities));
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            new MergeAnalyzer(),
            new CheckpointAnalyzer(),
            new MergeFileAnalyzer(),
            new MethodAnalyzer(),
            new NumberAnalyzer(),
        ];
        CompilationWithAnalyzers analysis = configured.WithAnalyzers(
            analyzers,
            new CompilationWithAnalyzersOptions(new AnalyzerOptions(files), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false)
        );
        return
        [
            .. analysis
                .GetAllDiagnosticsAsync()
                .GetAwaiter()
                .GetResult()
                .Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden),
        ];
    }

    /// <summary>The project as an assembly of this process.</summary>
    public Assembly Load() => Assembly.Load(Image().ToArray());

    /// <summary>The bytes of the assembly.</summary>
    public MemoryStream Image()
    {
        var stream = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(stream);
        Xunit.Assert.True(
            result.Success,
            string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        );
        stream.Position = 0;
        return stream;
    }
}
