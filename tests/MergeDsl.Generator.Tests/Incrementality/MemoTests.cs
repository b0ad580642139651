using MergeDsl.Generator.Checking;
using MergeDsl.Generator.Plans;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace MergeDsl.Generator.Tests.Incrementality;

/// <summary>The edits that are a reason to evaluate a merge anew: of the code that it looks into, all; of the rest, those that can change the meaning of a name.</summary>
public class MemoTests
{
    private const string Merge = """
        [Merge] public static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)Input.Plan).Layers[0..Helper.End]] }; }
        """;

    private const string Input =
        "[Merge] public static partial class Input { public static Passthrough Definition { get; } = new() { DType = DType.BFloat16, Slices = [((Model)\"a\").Layers[0..Helper.Twice(4)]] }; }";

    private const string Helper =
        "public static class Helper { public const int Four = 4; public static int End => Four; public static int Twice(int n) { return 2 * n; } }";

    /// <summary>The text between bars is changed by the edit: before, and after.</summary>
    [Theory]
    [InlineData("a static method", true, "static class C { public static int Half(int n) {| return n / 2; | return n >> 1; |} }")]
    [InlineData("an expression body", true, "class C { static int N => |1|2|; }")]
    [InlineData("half a body", true, "static class C { static int N => 1 |+|| ; static int M => 2; }")]
    [InlineData("an initializer", true, "class C { static readonly int N = |1|2|; static int P { get; } = 3; }")]
    [InlineData("an initializer of a property", true, "class C { static int P { get; } = |1|2|; }")]
    [InlineData(
        "another merge",
        true,
        "[Merge] static partial class N { public static Passthrough Definition => new() { DType = DType.|Float16|Float32|, Slices = [((Model)\"a\").Layers[0..1]] }; }"
    )]
    [InlineData("an operator", true, "class C { public static int operator +(C a, C b) => |1|2|; }")]
    [InlineData(
        "an extension member",
        true,
        "static class C { extension(int n) { public int Half() {| return n / 2; | return n >> 1; |} } }"
    )]
    [InlineData("a comment", true, "class C { |// one\n|/* another */| int n; }")]
    [InlineData("documentation", true, "|/// <summary>One.</summary>|/// <summary>Another.</summary>|\npublic class C;")]
    [InlineData("the area of a struct", true, "struct C { public int Area() {| return 1; | return 2; |} }")]
    [InlineData("a plan for other projects", true, "[assembly: global::MergeDsl.PlannedMerge(typeof(Input), \"|1|2|\")]")]
    [InlineData(
        "a plan for other projects beside code",
        false,
        "[assembly: global::MergeDsl.PlannedMerge(typeof(Input), \"|1|2|\")] class C;"
    )]
    [InlineData("an attribute of the assembly", false, "[assembly: System.CLSCompliant(|true|false|)]")]
    [InlineData("a constant", false, "class C { const int N = |1|2|; }")]
    [InlineData("an element of an enum", false, "enum E { A = |1|2| }")]
    [InlineData("a default argument", false, "class C { static void M(int n = |1|2|) { } }")]
    [InlineData("an attribute", false, "class C { |[System.Obsolete]|| static void M() { } }")]
    [InlineData("an overload", false, "class C { static void M(int n) { } |static void M(long n) { }|| }")]
    [InlineData("a using", false, "|global using static System.Math;|| class C;")]
    [InlineData("a directive in a body", false, "class C { static void M() {||\n#nullable disable\n|} }")]
    [InlineData("a condition of the preprocessor", false, "class C {\n#if |X|Y|\n#endif\n}")]
    [InlineData("a body that comes", false, "partial class C { static partial void M(); |static partial void M() { }|| }")]
    [InlineData("a body that becomes an expression", false, "class C { static int M() |{ return 1; }|=> 1;| }")]
    [InlineData("a static property that is assigned", false, "class C { static int P { get; |set; || } }")]
    [InlineData("a field that a body makes", false, "struct C { public string P { get => |\"\"|field ?? \"\"|; } }")]
    [InlineData("a field that a body makes of a parameter", false, "struct C(string s) { public int M() => |0|s.Length|; }")]
    [InlineData(
        "a field that a part of a struct makes of a parameter",
        false,
        "partial struct C(string s); partial struct C { public int M() { return |0|s.Length|; } }"
    )]
    [InlineData("a statement at the top", false, "|var x = 1;|var y = 1;|")]
    public void An_edit_of_what_is_not_looked_into(string what, bool isKept, string marked)
    {
        string[] parts = marked.Split('|');
        Assert.True(parts.Length == 4, what);
        Compilation before = Compilation(parts[0] + parts[1] + parts[3]);
        GeneratedFile first = Make(before);
        Assert.Equal(isKept, ReferenceEquals(first, Make(before.WithFile("Other.cs", parts[0] + parts[2] + parts[3]))));
    }

    [Theory]
    [InlineData("the merge", "Merge.cs", "BFloat16", "Float16")]
    [InlineData("a helper", "Helper.cs", "=> Four", "=> 3")]
    [InlineData("a constant", "Helper.cs", "Four = 4", "Four = 3")]
    [InlineData("a helper of an input", "Helper.cs", "2 * n", "n + 2")]
    [InlineData("an input", "Input.cs", "\"a\"", "\"b\"")]
    [InlineData("an input that no longer is one", "Input.cs", "0..", "-1..")]
    public void An_edit_of_what_is_looked_into(string what, string path, string old, string replacement)
    {
        Compilation before = Compilation("class C;");
        GeneratedFile first = Make(before);
        SyntaxTree tree = before.SyntaxTrees.Single(tree => tree.FilePath == path);
        Compilation after = before.WithFile(path, tree.ToString().Replace(old, replacement, StringComparison.Ordinal));
        Assert.True(first.Text != Make(after).Text, what);
        Assert.Equal(Make(Parsed(after)).Text, Make(after).Text);
    }

    [Fact]
    public void What_stands_around_the_code_counts_too()
    {
        Compilation before = Compilation("class C;");
        GeneratedFile first = Make(before);
        Assert.Same(first, Make(before.Clone()));
        Assert.Same(first, Make(Parsed(before, "Other.cs")));
        Assert.NotSame(first, Make(before, ("tiny.checkpoint.json", "1")));
        first = Make(before);
        Compilation[] others =
        [
            before.WithOptions(before.Options.WithOverflowChecks(true)),
            before.WithReferences(before.References.Skip(1)),
            before.WithAssemblyName("Other"),
            before.RemoveSyntaxTrees(before.SyntaxTrees.Single(tree => tree.FilePath == "Other.cs")),
        ];
        foreach (Compilation other in others)
        {
            Assert.NotSame(first, Make(other));
            first = Make(before);
        }
    }

    /// <summary>An editor gives every version of the configuration a provider of its own.</summary>
    [Fact]
    public void Severities_of_the_editorconfig_count()
    {
        TestProject project = new TestProject()
            .Checkpoint("tiny", TestManifests.Mistral("org/tiny"))
            .Source(
                "[Merge] public static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..8].Scaled([(\"o_porj\", 0.5), 1])] }; }"
            )
            .Source("[Checkpoint(\"tiny.checkpoint.json\")] public static partial class Tiny;", "Tiny.cs");
        CSharpCompilation plain = project.Compilation();
        GeneratorDriver driver = project.Driver();
        foreach (
            ReportDiagnostic severity in (ReportDiagnostic[])
                [ReportDiagnostic.Error, ReportDiagnostic.Warn, ReportDiagnostic.Suppress, ReportDiagnostic.Default, ReportDiagnostic.Info]
        )
        {
            foreach (bool isGlobal in (bool[])[false, true])
            {
                Compilation configured = plain.WithOptions(
                    plain.Options.WithSyntaxTreeOptionsProvider(new Severities("MDSL0302", severity, isGlobal))
                );
                driver = driver.RunGenerators(configured);
                string text = Text(driver);
                Assert.Equal(
                    severity is ReportDiagnostic.Error or ReportDiagnostic.Default,
                    text.Contains("MisspeltFilter", StringComparison.Ordinal)
                );
                Assert.Equal(Text(project.Driver().RunGenerators(configured)), text);
            }
        }
    }

    [Fact]
    public void Files_beside_the_code_count()
    {
        static TextFile Tiny(int layers) =>
            new("checkpoints/tiny.checkpoint.json", ManifestWriter.Write(TestManifests.Mistral("org/tiny", layers)));
        static TextFile Soup(int end) =>
            new(
                "soup.merge.yml",
                FormattableString.Invariant(
                    $"merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources:\n  - {{model: org/tiny, layer_range: [0, {end}]}}\n"
                )
            );
        TextFile[] files = [Tiny(8), Soup(4)];
        CSharpCompilation compilation = new TestProject()
            .Source(
                "[Merge] public static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)Merges.Soup.Plan).Layers[0..2]] }; }"
            )
            .Compilation();
        GeneratorDriver Driver() =>
            CSharpGeneratorDriver.Create(
                [new MergeDslGenerator().AsSourceGenerator()],
                files,
                (CSharpParseOptions)compilation.SyntaxTrees[0].Options
            );
        GeneratorDriver driver = Driver().RunGenerators(compilation);
        var texts = new HashSet<string>(StringComparer.Ordinal) { Text(driver) };
        // A shorter file, one with an error, a shorter checkpoint, and back.
        foreach (
            (int at, TextFile file, bool isNew) in ((int, TextFile, bool)[])
                [(1, Soup(3), true), (1, Soup(9), true), (0, Tiny(9), true), (0, Tiny(8), false), (1, Soup(4), false)]
        )
        {
            driver = driver.ReplaceAdditionalText(files[at], file).RunGenerators(compilation);
            files[at] = file;
            Assert.Equal(isNew, texts.Add(Text(driver)));
            Assert.Equal(Text(Driver().RunGenerators(compilation)), Text(driver));
        }
    }

    private static string Text(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().GeneratedSources.Single(source => source.HintName == "M.Plan.g.cs").SourceText.ToString();

    /// <summary>A configuration that says how severe one kind is: for every file, or for the compilation.</summary>
    private sealed class Severities(string id, ReportDiagnostic severity, bool isGlobal) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(
            SyntaxTree tree,
            string diagnosticId,
            CancellationToken cancellationToken,
            out ReportDiagnostic severity
        ) => TryGet(diagnosticId, isAsked: !isGlobal, out severity);

        public override bool TryGetGlobalDiagnosticValue(
            string diagnosticId,
            CancellationToken cancellationToken,
            out ReportDiagnostic severity
        ) => TryGet(diagnosticId, isAsked: isGlobal, out severity);

        private bool TryGet(string other, bool isAsked, out ReportDiagnostic found)
        {
            bool said = isAsked && other == id && severity != ReportDiagnostic.Default;
            found = said ? severity : ReportDiagnostic.Default;
            return said;
        }
    }

    private static GeneratedFile Make(Compilation compilation, params (string, string)[] files)
    {
        var session = new MergeSession(compilation, [], _ => null, files.ToEquatableArray());
        return PlanMember.OfMerge(MergeTarget.Of(session.Find("M")!)!, session, default)!;
    }

    /// <summary>The compilation with its generated half, which the sessions of the generator and of the analyzers see.</summary>
    private static Compilation Compilation(string other) =>
        new TestProject().Source(Merge).Source(Input, "Input.cs").Source(Helper, "Helper.cs").Source(other, "Other.cs").Run().Compilation;

    /// <summary>The same compilation of other trees, of all or of one file.</summary>
    private static Compilation Parsed(Compilation compilation, string? path = null)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(tree => path is null || tree.FilePath == path))
        {
            compilation = compilation.ReplaceSyntaxTree(
                tree,
                CSharpSyntaxTree.ParseText(
                    SourceText.From(tree.ToString(), System.Text.Encoding.UTF8),
                    (CSharpParseOptions)tree.Options,
                    tree.FilePath
                )
            );
        }
        return compilation;
    }
}
