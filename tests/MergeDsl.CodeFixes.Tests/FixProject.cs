using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using MergeDsl.Generator;
using MergeDsl.Generator.Analysis;
using MergeDsl.Generator.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MergeDsl.CodeFixes.Tests;

/// <summary>A project of a workspace, with the generator and the analyzers, as an editor has it.</summary>
internal sealed class FixProject
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.Linq; global using MergeDsl;";

    private const string Shared = """
        namespace Cases;
        [Checkpoint("tiny.checkpoint.json")] public static partial class Tiny;
        [Checkpoint("chat.checkpoint.json")] public static partial class Chat;
        """;

    private readonly Project project;
    private ImmutableArray<Diagnostic>? diagnostics;

    private FixProject(Project project) => this.project = project;

    /// <param name="sources">The C# files by their names.</param>
    /// <param name="files">Other files by their paths.</param>
    /// <param name="workspace">The workspace of an editor.</param>
    public FixProject(
        IEnumerable<(string Name, string Text)> sources,
        IEnumerable<(string Path, string Text)>? files = null,
        Workspace? workspace = null
    )
    {
        workspace ??= new AdhocWorkspace();
        ProjectId id = ProjectId.CreateNewId();
        Solution solution = workspace.CurrentSolution.AddProject(
            ProjectInfo.Create(
                id,
                VersionStamp.Default,
                "Merges",
                "Merges",
                LanguageNames.CSharp,
                parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14),
                compilationOptions: new CSharpCompilationOptions(
                    OutputKind.DynamicallyLinkedLibrary,
                    nullableContextOptions: NullableContextOptions.Enable
                ),
                metadataReferences: [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(Model).Assembly.Location)],
                analyzerReferences: [new Analyzers()]
            )
        );
        foreach ((string name, string text) in sources.Append(("Usings", Usings)).Append(("Shared", Shared)))
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(id, name), name + ".cs", text, filePath: name + ".cs");
        }
        foreach ((string name, string model) in ((string, string)[])[("tiny", "org/tiny"), ("chat", "org/chat")])
        {
            string path = $"checkpoints/{name}.checkpoint.json";
            solution = solution.AddAdditionalDocument(
                DocumentId.CreateNewId(id, path),
                path,
                ManifestWriter.Write(TestManifests.Mistral(model)),
                filePath: path
            );
        }
        foreach ((string path, string text) in files ?? [])
        {
            solution = solution.AddAdditionalDocument(
                DocumentId.CreateNewId(id, path),
                Path.GetFileName(path),
                text,
                Path.GetDirectoryName(path)!.Split('/', StringSplitOptions.RemoveEmptyEntries),
                path
            );
        }
        project = solution.GetProject(id)!;
    }

    public Project Project => project;

    public Document Document(string name) => project.Documents.Single(document => document.Name == name + ".cs");

    /// <summary>The diagnostics of the compiler and the analyzers, notes included.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => diagnostics ??= Find();

    public IReadOnlyList<Diagnostic> DiagnosticsOf(string name) =>
        [
            .. Diagnostics
                .Where(diagnostic => diagnostic.Location.GetLineSpan().Path == name + ".cs")
                .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start),
        ];

    /// <summary>The project as a fix left it.</summary>
    public FixProject With(Solution solution) => new(solution.GetProject(project.Id)!);

    public string TextOf(string name) => Document(name).GetTextAsync().GetAwaiter().GetResult().ToString();

    private ImmutableArray<Diagnostic> Find()
    {
        Compilation compilation = project.GetCompilationAsync().GetAwaiter().GetResult()!;
        CompilationWithAnalyzers analysis = compilation.WithAnalyzers(Analyzers.All, project.AnalyzerOptions);
        return
        [
            .. analysis
                .GetAllDiagnosticsAsync()
                .GetAwaiter()
                .GetResult()
                .Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden),
        ];
    }

    private sealed class Analyzers : AnalyzerReference
    {
        public static ImmutableArray<DiagnosticAnalyzer> All { get; } =
        [new MergeAnalyzer(), new CheckpointAnalyzer(), new MergeFileAnalyzer()];

        // The workspace knows generators by identity.
        private static readonly ImmutableArray<ISourceGenerator> Generators = [new MergeDslGenerator().AsSourceGenerator()];

        public override string? FullPath => null;

        public override object Id => nameof(Analyzers);

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => All;

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => All;

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => Generators;

        public override ImmutableArray<ISourceGenerator> GetGeneratorsForAllLanguages() => Generators;
    }
}
