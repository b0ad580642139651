using System.Reflection;
using MergeDsl.Generator.Tests.Corpus;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Evaluation;

/// <summary>Definitions in everyday C#, of imperative, query-minded, object-minded and functional programmers: each is planned by the compiler, and as the same code plans it when it runs.</summary>
public class EverydayTests(EverydayTests.Project project) : IClassFixture<EverydayTests.Project>
{
    private static readonly string[] Files =
    [
        "everyday-imperative.txt",
        "everyday-queries.txt",
        "everyday-objects.txt",
        "everyday-functions.txt",
        "everyday-language.txt",
        "everyday-runtime.txt",
        "everyday-again.txt",
    ];

    public static TheoryData<string> Names => [.. Definitions.Select(block => block.Name)];

    private static IEnumerable<(string Name, string Text)> Definitions => Files.SelectMany(Blocks.Read);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_definition_is_planned_as_it_runs(string name)
    {
        string type = Blocks.Identifier(name) + ".M";
        Assert.True(
            project.Result.Generated(type + ".Plan.g.cs").Contains("file static class", StringComparison.Ordinal),
            string.Join("\n", project.Said.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == name + ".cs"))
        );
        project.Assembly.AssertSamePlan(type);
    }

    [Fact]
    public void There_are_many() => Assert.True(Definitions.Count() >= 150);

    public sealed class Project
    {
        public Project()
        {
            var sources = new TestProject();
            foreach ((string name, string text) in Definitions)
                sources.Source(Source(name, text), name + ".cs");
            Result = sources.Run();
            Said = [.. Result.Diagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
            Assembly = Result.Load();
        }

        internal ProjectResult Result { get; }

        internal Diagnostic[] Said { get; }

        internal Assembly Assembly { get; }

        /// <summary>The members of a merge class; after a line of equals signs, what stands beside it.</summary>
        private static string Source(string name, string text)
        {
            string[] lines = text.Split('\n');
            string[] parts = ("\n" + string.Join('\n', lines.Where(line => !IsUsing(line)))).Split("\n===\n");
            return $"{string.Concat(lines.Where(IsUsing))}\nnamespace {Blocks.Identifier(name)};\n[Merge] public static partial class M {{ static readonly Model A = \"org/a\", B = \"org/b\";\n{parts[0]} }}\n{(parts.Length > 1 ? parts[1] : "")}";
        }

        private static bool IsUsing(string line) => line.StartsWith("using ", StringComparison.Ordinal);
    }
}
