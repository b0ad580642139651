using Xunit;

namespace MergeDsl.Generator.Tests.Corpus;

/// <summary>Right declarations: nothing is said of them, and what the compiler plans is what runs.</summary>
public class RightDeclarationTests(RightDeclarationTests.Project project) : IClassFixture<RightDeclarationTests.Project>
{
    public static TheoryData<string> Names => [.. Blocks.Read("right.txt").Select(block => block.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_underlined(string name) => project.Corpus.Check(name);

    [Fact]
    public void There_are_many() => Assert.True(project.Corpus.Cases.Count(block => block.Value.Expected.Count == 0) >= 60);

    [Fact]
    public void Every_plan_is_the_plan_that_runs()
    {
        System.Reflection.Assembly assembly = project.Corpus.Result.Load();
        string[] merges =
        [
            .. project
                .Corpus.Result.HintNames.Where(hint => hint.EndsWith(".Plan.g.cs", StringComparison.Ordinal))
                .Select(hint => hint[..^".Plan.g.cs".Length]),
        ];
        Assert.True(merges.Length > 55);
        foreach (string merge in merges)
        {
            Assert.Contains("file static class", project.Corpus.Result.Generated(merge + ".Plan.g.cs"), StringComparison.Ordinal);
            assembly.AssertSamePlan(merge);
        }
    }

    public sealed class Project
    {
        internal CorpusProject Corpus { get; } = new("right.txt");
    }
}
