using MergeDsl.Generator.Incrementality;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace MergeDsl.Generator.Tests.Incrementality;

/// <summary>The edits that are a reason to look at the merges again: all but those of comments and blanks.</summary>
public class SurfaceTests
{
    private const string Merge =
        "[Merge] public static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)\"a\").Layers[0..Other.End]] }; }";

    /// <summary>The text between bars is changed by the edit: before, and after.</summary>
    [Theory]
    [InlineData("a comment", true, "class C { int Half(int n) { |// one\n|/* another */| return n / 2; } }")]
    [InlineData("a method", false, "class C { int Half(int n) {| return n / 2; | return n >> 1; |} }")]
    [InlineData("a getter and a setter", false, "class C { int n; int N { get {| return n; | return n + 1; |} set { n = value; } } }")]
    [InlineData("an indexer", false, "struct C { public int this[int i] { get {| return i; | return -i; |} } }")]
    [InlineData("an event", false, "class C { event System.Action E { add {|| ; |} remove { } } }")]
    [InlineData("a constructor", false, "record C { C() {|| System.Console.WriteLine(); |} }")]
    [InlineData("a nested class", false, "static class Other2 { class C { void M() {|| int i = 0; |} } }")]
    [InlineData("more lines", false, "class C { void M() {|| \n\n /* } */ var s = \"}\"; // }\n |} }")]
    [InlineData("half a statement", false, "class C { int n; void M() {|| n. |} }")]
    [InlineData(
        "a lambda and a local function",
        false,
        "class C { void M() {|| int F() { return 1; } System.Func<int> f = () => { return F(); }; |} }"
    )]
    [InlineData("a return type", false, "class C { |int|long| Half(int n) { return n / 2; } }")]
    [InlineData("a static method", false, "class C { static int Half(int n) {| return n / 2; | return n >> 1; |} }")]
    [InlineData("a static property", false, "class C { static int N { get {| return 1; | return 2; |} } }")]
    [InlineData("a static constructor", false, "class C { static C() {|| ; |} }")]
    [InlineData("an operator", false, "class C { public static int operator +(C a, C b) {| return 1; | return 2; |} }")]
    [InlineData(
        "an extension member",
        false,
        "static class C { extension(int n) { public int Half() {| return n / 2; | return n >> 1; |} } }"
    )]
    [InlineData("an expression body", false, "class C { int N => |1|2|; }")]
    [InlineData("an initializer", false, "class C { int n = |1|2|; }")]
    [InlineData("a constant", false, "class C { const int N = |1|2|; }")]
    [InlineData("an attribute", false, "class C { |[System.Obsolete]|| void M() { } }")]
    [InlineData("a base constructor", false, "class C(int n); class D : C { D() : base(|1|2|) { } }")]
    [InlineData("a default argument", false, "class C { void M(int n = |1|2|) { } }")]
    [InlineData("a using", false, "|using static System.Math;|| class C { void M() { } }")]
    [InlineData("a directive", false, "class C { void M() {||\n#nullable disable\n|} }")]
    [InlineData("a directive that reaches out", false, "class C { void M() {|}|\n#if X\n} }\n#else\n}\n#endif\n| }")]
    [InlineData("a brace that is missing", false, "class C { void M() { |}|| static int N() { return 1; } }")]
    [InlineData("a brace too many", false, "class C { void M() { || } |} }")]
    [InlineData("a comment that is not closed", false, "class C { void M() { ||/*| } }")]
    [InlineData("a text that is not closed", false, "class C { void M() { var s = \"\"\" |\"\"\"|| ; } }")]
    public void An_edit(string what, bool isCached, string marked)
    {
        string[] parts = marked.Split('|');
        Assert.True(parts.Length == 4, what);
        CSharpCompilation before = Compilation(parts[0] + parts[1] + parts[3]),
            after = before.WithFile("File.cs", parts[0] + parts[2] + parts[3]);
        Assert.Equal(isCached, Surface(before).Equals(Surface(after)));
        GeneratorDriver driver = new TestProject().Driver().RunGenerators(before);
        GeneratorRunResult second = driver.RunGenerators(after).GetRunResult().Results.Single();
        Assert.Equal(isCached ? Unchanged : Modified, Reason(second, TrackingNames.Surface));
        Assert.Equal(Cached, Reason(second, TrackingNames.MergeSources));
    }

    [Fact]
    public void What_stands_around_the_code_counts_too()
    {
        CSharpCompilation before = Compilation("class C;");
        CSharpCompilation[] others =
        [
            before.WithOptions(before.Options.WithOverflowChecks(true)),
            before.WithOptions(before.Options.WithSpecificDiagnosticOptions([new("MDSL0302", ReportDiagnostic.Warn)])),
            before.WithOptions(before.Options.WithSyntaxTreeOptionsProvider(new NoOptions())),
            before.WithReferences(before.References.Skip(1)),
            before.WithAssemblyName("Other"),
            before.RemoveSyntaxTrees(before.SyntaxTrees.Last()),
            before.ReplaceSyntaxTree(
                before.SyntaxTrees.Last(),
                CSharpSyntaxTree.ParseText("class C;", (CSharpParseOptions)before.SyntaxTrees.Last().Options, "Renamed.cs")
            ),
            before.ReplaceSyntaxTree(
                before.SyntaxTrees.Last(),
                CSharpSyntaxTree.ParseText(
                    "class C;",
                    ((CSharpParseOptions)before.SyntaxTrees.Last().Options).WithPreprocessorSymbols("X"),
                    "File.cs"
                )
            ),
        ];
        Assert.All(others, other => Assert.False(Surface(before).Equals(Surface(other))));
        Assert.True(Surface(before).Equals(Surface(before.Clone())));
    }

    private static CompilationSurface Surface(CSharpCompilation compilation) => CompilationSurface.Of(compilation, default);

    private static CSharpCompilation Compilation(string file) =>
        new TestProject()
            .Source(Merge)
            .Source("public static class Other { public const int End = 8; }", "Other.cs")
            .Source(file, "File.cs")
            .Compilation();

    private static IncrementalStepRunReason Reason(GeneratorRunResult run, string step) =>
        run.TrackedSteps[step].SelectMany(tracked => tracked.Outputs).Select(output => output.Reason).Single();

    private sealed class NoOptions : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(
            SyntaxTree tree,
            string diagnosticId,
            CancellationToken cancellationToken,
            out ReportDiagnostic severity
        )
        {
            severity = ReportDiagnostic.Default;
            return false;
        }

        public override bool TryGetGlobalDiagnosticValue(
            string diagnosticId,
            CancellationToken cancellationToken,
            out ReportDiagnostic severity
        )
        {
            severity = ReportDiagnostic.Default;
            return false;
        }
    }
}
