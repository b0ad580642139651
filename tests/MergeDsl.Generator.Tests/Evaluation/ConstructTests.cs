using System.Reflection;
using MergeDsl.Generator.Tests.Corpus;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Generator.Tests.Evaluation;

/// <summary>Every construct of the evaluator: planned by the compiler, and as the same code plans it when it runs.</summary>
public class ConstructTests(ConstructTests.Project project) : IClassFixture<ConstructTests.Project>
{
    public static TheoryData<string> Names => [.. Blocks.Read("constructs.txt").Select(block => block.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_construct_is_evaluated_as_it_runs(string name)
    {
        string type = Blocks.Identifier(name) + ".M";
        Assert.DoesNotContain("field ??=", project.Result.Generated(type + ".Plan.g.cs"), StringComparison.Ordinal);
        Assert.DoesNotContain("throw", project.Result.Generated(type + ".Plan.g.cs"), StringComparison.Ordinal);
        project.Assembly.AssertSamePlan(type);
    }

    [Fact]
    public void Every_row_of_the_page_is_a_construct_here()
    {
        string[] rows =
        [
            .. File.ReadAllLines(Repository.Path("docs", "reference", "evaluation.md"))
                .SkipWhile(line => line != "## What is evaluated")
                .TakeWhile(line => line != "## Limits")
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Select(line => line.Split('|')[1].Trim())
                .Where(cell => cell is not ("construct" or "---")),
        ];
        Assert.Equal(Blocks.Read("constructs.txt").Select(block => block.Name), rows);
    }

    public sealed class Project
    {
        public Project()
        {
            var project = new TestProject().Checkpoint("tiny", TestManifests.Mistral("org/tiny"));
            project.Source(
                "namespace Constructs; [Checkpoint(\"tiny.checkpoint.json\")] public static partial class Tiny; [Merge] public static partial class Input { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)\"org/a\").Layers[0..4]] }; }",
                "Shared.cs"
            );
            foreach ((string name, string text) in Blocks.Read("constructs.txt"))
            {
                project.Source(
                    $"using Constructs; namespace {Blocks.Identifier(name)}; [Merge] public static partial class M {{ static readonly Model A = \"org/a\", B = \"org/b\";\n{text} }}",
                    name + ".cs"
                );
            }
            Result = project.Run();
            string[] faults =
            [
                .. Result
                    .Diagnostics()
                    .Where(diagnostic =>
                        diagnostic.Id.StartsWith("MDSL02", StringComparison.Ordinal)
                        || diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error
                    )
                    .Select(diagnostic => diagnostic.ToString()),
            ];
            Assert.True(faults.Length == 0, string.Join("\n", faults));
            Assembly = Result.Load();
        }

        internal ProjectResult Result { get; }

        internal Assembly Assembly { get; }
    }
}
