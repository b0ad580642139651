using System.Globalization;
using CsCheck;
using MergeDsl.Generator.Tests.Corpus;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace MergeDsl.Generator.Tests.Evaluation;

/// <summary>Code as it is while it is typed, in any culture and either context of overflow.</summary>
public class WhileTypingTests
{
    private const string Overflow =
        "[Merge] public static partial class M { static int Big => int.MaxValue; public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)\"a\").Layers[0..(Big + 10 - int.MinValue)]] }; }";

    [Theory]
    [InlineData("00031qbAv5e1")]
    [InlineData("37YHDHpcqnn1")]
    [InlineData("fVVVb9E7i-o1")]
    public void Half_a_declaration_breaks_nothing(string first)
    {
        (string Name, string Text)[] blocks =
        [
            .. Blocks.Read("constructs.txt"),
            .. Blocks.Read("right.txt").Select(block => (block.Name, Markup.Parse(block.Text).Text)),
        ];
        // Some tokens are left out of every declaration, from one place on or here and there.
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 8])
            .Sample(
                (seed, holes) =>
                {
                    var random = new System.Random(seed);
                    var project = new TestProject().Checkpoint("tiny", TestManifests.Mistral("org/tiny"));
                    project.Source("[Checkpoint(\"tiny.checkpoint.json\")] public static partial class Tiny;", "Tiny.cs");
                    for (int i = 0; i < blocks.Length; i++)
                    {
                        string whole = blocks[i].Text.Contains("[Merge]", StringComparison.Ordinal)
                            ? blocks[i].Text
                            : $"[Merge] public static partial class M {{ static readonly Model A = \"org/a\", B = \"org/b\";\n{blocks[i].Text} }}";
                        SyntaxToken[] tokens = [.. CSharpSyntaxTree.ParseText(whole).GetRoot().DescendantTokens()];
                        HashSet<int> missing = [.. Enumerable.Range(0, holes).Select(_ => random.Next(tokens.Length))];
                        string text =
                            random.Next(2) == 0
                                ? string.Concat(tokens.Where((_, at) => !missing.Contains(at)).Select(token => token.ToFullString()))
                                : string.Concat(tokens.Take(missing.First()).Select(token => token.ToFullString()));
                        project.Source($"namespace N{i.ToString(CultureInfo.InvariantCulture)};\n{text}", $"N{i}.cs");
                    }
                    ProjectResult result = project.Run();
                    Diagnostic? fault = result
                        .Diagnostics()
                        .FirstOrDefault(diagnostic => diagnostic.Id is "AD0001" or "MDSL0901" or "CS8785");
                    Assert.True(fault is null, fault?.GetMessage(CultureInfo.InvariantCulture));
                },
                seed: first,
                iter: 1,
                threads: 1
            );
    }

    [Theory]
    [InlineData(false, "MDSL0609")]
    [InlineData(true, "MDSL0202")]
    public void An_overflow_is_what_the_project_makes_of_it(bool isChecked, string expected)
    {
        Diagnostic[] found =
        [
            .. new TestProject()
                .Source(Overflow.Replace("DType = DType.BFloat16, ", "", StringComparison.Ordinal))
                .Run(isChecked)
                .Diagnostics(),
        ];
        Assert.Equal(expected, Assert.Single(found).Id);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fi-FI")]
    [InlineData("ar-SA")]
    public void The_culture_of_the_compiler_changes_nothing(string culture)
    {
        string[] Texts()
        {
            var project = new TestProject().Checkpoint("tiny", TestManifests.Mistral("org/tiny"));
            project.Source(
                "[Checkpoint(\"tiny.checkpoint.json\")] public static partial class Tiny; [Merge] public static partial class Input { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)\"org/a\").Layers[0..4]] }; }",
                "Tiny.cs"
            );
            foreach ((string name, string text) in Blocks.Read("constructs.txt"))
                project.Source(
                    $"namespace {Blocks.Identifier(name)}; [Merge] public static partial class M {{ static readonly Model A = \"org/a\", B = \"org/b\";\n{text} }}",
                    name + ".cs"
                );
            ProjectResult result = project.Run();
            return
            [
                .. result.HintNames.Select(result.Generated),
                .. result.Diagnostics().Select(diagnostic => diagnostic.ToString()).Order(StringComparer.Ordinal),
            ];
        }

        string[] invariant = Texts();
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            Assert.Equal(invariant, Texts());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_a_getter_does_is_not_left_out_where_there_is_an_initializer()
    {
        ProjectResult result = new TestProject()
            .Source(
                "[Merge] public static partial class M { static int End { get { return field - 1; } } = 5; public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)\"a\").Layers[0..End]] }; }"
            )
            .Run();
        Assert.Empty(result.Diagnostics());
        result.Load().AssertSamePlan("M");
    }

    [Fact]
    public void An_evaluation_ends_when_it_is_cancelled()
    {
        CSharpCompilation compilation = new TestProject()
            .Source(
                "[Merge] public static partial class M { public static Passthrough Definition => new() { Slices = [.. Enumerable.Range(0, 100000).Select(i => ((Model)\"a\").Layers[0..8])] }; }"
            )
            .Compilation();
        var session = new Generator.Checking.MergeSession(compilation, [], _ => null, []);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => session.Check(session.Find("M")!, cancelled.Token));
    }
}
