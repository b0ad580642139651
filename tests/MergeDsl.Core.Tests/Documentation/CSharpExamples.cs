using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The C# blocks of the pages, each compiled as the members of a class of its own.</summary>
internal static class CSharpExamples
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.Linq;\nusing MergeDsl;\n";

    private static readonly Lazy<Compiled> All = new(Compile);

    /// <summary>The diagnostics of the compiler for a block: id, and the line within the block.</summary>
    public static IReadOnlyList<(string Id, int Line)> Errors(DiagnosticPage page, string heading) =>
        All.Value.Errors.TryGetValue(NameOf(page, heading), out List<(string, int)>? errors) ? errors : [];

    /// <summary>The value of <c>Definition</c> of a block that compiles.</summary>
    public static Merge Definition(DiagnosticPage page, string heading)
    {
        Type type =
            All.Value.Assembly.GetType(NameOf(page, heading))
            ?? throw new InvalidOperationException($"{NameOf(page, heading)} does not compile");
        PropertyInfo property =
            type.GetProperty("Definition", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            ?? throw new InvalidOperationException($"{NameOf(page, heading)} has no Definition");
        return (Merge)property.GetValue(null)!;
    }

    /// <summary>The merge of statements that end with a variable <c>merge</c>.</summary>
    public static Merge Evaluate(string statements)
    {
        // What a run needs is not in Core, and not what is compared.
        string[] lines =
        [
            .. statements
                .Split('\n')
                .Where(line => !line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains("await ", StringComparison.Ordinal)),
        ];
        string source =
            $"{Usings}public static class Example\n{{\n public static Merge Evaluate()\n {{\n{string.Join('\n', lines)}\n return merge;\n }}\n}}\n";
        using var image = new MemoryStream();
        CSharpCompilation compilation = Compilation("Example" + Guid.NewGuid().ToString("N"), [CSharpSyntaxTree.ParseText(source)]);
        if (!compilation.Emit(image).Success)
            throw new InvalidOperationException(
                string.Join('\n', compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            );
        image.Position = 0;
        return (Merge)
            new AssemblyLoadContext(null, isCollectible: true)
                .LoadFromStream(image)
                .GetType("Example")!
                .GetMethod("Evaluate")!
                .Invoke(null, null)!;
    }

    private static CSharpCompilation Compilation(string name, IEnumerable<SyntaxTree> trees)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is var file && (file.StartsWith("System.", StringComparison.Ordinal) || file is "MergeDsl.Core.dll")
            )
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            name,
            trees,
            references,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
    }

    private static string NameOf(DiagnosticPage page, string heading) => $"{page.Id}_{heading}";

    private static Compiled Compile()
    {
        var trees = new Dictionary<SyntaxTree, (string Name, int Header)>();
        foreach (DiagnosticPage page in DiagnosticPage.All)
        {
            foreach (string heading in (string[])["Wrong", "Right"])
            {
                if (page.Block(heading, "csharp") is not { } block)
                    continue;
                string header = $"{Usings}public static class {NameOf(page, heading)}\n{{\n";
                trees.Add(
                    CSharpSyntaxTree.ParseText(header + block + "}\n", new CSharpParseOptions(LanguageVersion.Latest)),
                    (NameOf(page, heading), header.Count(c => c == '\n'))
                );
            }
        }
        CSharpCompilation compilation = Compilation("Examples", trees.Keys);
        var errors = new Dictionary<string, List<(string, int)>>();
        foreach (Diagnostic diagnostic in compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            (string name, int header) = trees[diagnostic.Location.SourceTree!];
            if (!errors.TryGetValue(name, out List<(string, int)>? own))
                errors.Add(name, own = []);
            own.Add((diagnostic.Id, diagnostic.Location.GetLineSpan().StartLinePosition.Line - header));
        }
        compilation = compilation.RemoveSyntaxTrees(trees.Where(pair => errors.ContainsKey(pair.Value.Name)).Select(pair => pair.Key));
        using var image = new MemoryStream();
        if (!compilation.Emit(image).Success)
            throw new InvalidOperationException("the examples do not compile");
        image.Position = 0;
        return new(AssemblyLoadContext.Default.LoadFromStream(image), errors);
    }

    private sealed record Compiled(Assembly Assembly, Dictionary<string, List<(string Id, int Line)>> Errors);
}
