using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Core.Tests.CSharp;

/// <summary>Printed C# compiled, many files at once, each in a namespace of its own: <c>F0</c>, <c>F1</c> and so on. What the generator adds to the classes is added as it would.</summary>
internal sealed partial class CompiledDeclarations
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path =>
                    Path.GetFileName(path) is var name
                    && (name.StartsWith("System.", StringComparison.Ordinal) || name is "MergeDsl.Core.dll")
                )
                .Select(path => MetadataReference.CreateFromFile(path)),
        ]
    );

    private readonly Assembly assembly;

    public CompiledDeclarations(IReadOnlyList<PrintedFile> files)
    {
        List<SyntaxTree> trees = [];
        for (int i = 0; i < files.Count; i++)
        {
            trees.Add(CSharpSyntaxTree.ParseText(files[i].Text, Options, $"F{i}.cs"));
            trees.Add(CSharpSyntaxTree.ParseText(Generated(files[i], i), Options, $"F{i}.g.cs"));
        }
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Printed",
            trees,
            References.Value,
            new(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Error,
                warningLevel: 9,
                specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress)]
            )
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Diagnostic[] problems = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        if (problems.Length > 0)
            throw new InvalidOperationException(string.Join("\n", problems.Take(20)) + "\n" + problems[0].Location.SourceTree);
        image.Position = 0;
        assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
        Files = files;
    }

    public IReadOnlyList<PrintedFile> Files { get; }

    /// <summary>The specs of the merges of a file, in its order.</summary>
    public IReadOnlyList<MergeSpec> Specs(int file) =>
        [
            .. Merges()
                .Matches(Files[file].Text)
                .Select(match =>
                {
                    Type type = assembly.GetType($"F{file}.{match.Groups[1].Value.TrimStart('@')}")!;
                    var declaration = (Merge)type.GetProperty("Definition", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
                    (MergeSpec spec, IReadOnlyList<MergeDiagnostic> malformed) = SpecLowering.Lower(declaration);
                    return malformed.Any(diagnostic => diagnostic.Severity == Severity.Error)
                        ? throw new InvalidOperationException(string.Join("\n", malformed))
                        : spec;
                }),
        ];

    private static string Generated(PrintedFile file, int number)
    {
        var text = new System.Text.StringBuilder($"namespace F{number};\n");
        int i = 0;
        foreach (Match match in Merges().Matches(file.Text))
        {
            string name = CSharpLiteral.Text(file.Names.Count > i && file.Names[i] is { } given ? given : "last");
            text.Append(
                $"partial class {match.Groups[1].Value} {{ public static MergeDsl.MergePlan Plan => MergeDsl.MergePlan.Create(Definition) with {{ Name = {name} }}; }}\n"
            );
            i++;
        }
        foreach (Match match in Checkpoints().Matches(file.Text))
        {
            Manifest manifest = file.Manifests.First(pair => pair.FileName == match.Groups[1].Value).Manifest;
            text.Append(
                $"partial class {match.Groups[2].Value} {{ public static MergeDsl.Model Model => new({CSharpLiteral.Text(manifest.Model)}); public static MergeDsl.LayerStack Layers => Model.Layers;\n"
            );
            foreach (CheckpointMember member in CheckpointMembers.Of(manifest, match.Groups[2].Value).Members)
                text.Append($"public static MergeDsl.Filter {member.Name} => new({CSharpLiteral.Text(member.Filter)});\n");
            text.Append("}\n");
        }
        return text.ToString();
    }

    [GeneratedRegex(@"\[Merge\]\s+public static partial class (\S+)")]
    private static partial Regex Merges();

    [GeneratedRegex(@"\[Checkpoint\(""([^""]*)""\)\]\s+public static partial class (\w+);")]
    private static partial Regex Checkpoints();
}

/// <summary>A file to be compiled.</summary>
/// <param name="Text">Its text, in the namespace of its number.</param>
/// <param name="Names">The names of its merges, in order.</param>
internal sealed record PrintedFile(string Text, IReadOnlyList<string?> Names)
{
    public IReadOnlyList<(string FileName, Manifest Manifest)> Manifests { get; init; } = [];
}
