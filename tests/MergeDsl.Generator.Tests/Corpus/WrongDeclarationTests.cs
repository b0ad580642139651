using Xunit;

namespace MergeDsl.Generator.Tests.Corpus;

/// <summary>Wrong declarations: each gives exactly the expected id on the expected token.</summary>
public class WrongDeclarationTests(WrongDeclarationTests.Project project) : IClassFixture<WrongDeclarationTests.Project>
{
    public static TheoryData<string> Names => [.. Blocks.Read("wrong.txt").Select(block => block.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_underlined(string name) => project.Corpus.Check(name);

    [Fact]
    public void There_are_many() => Assert.True(project.Corpus.Cases.Count(block => block.Value.Expected.Count > 0) >= 120);

    [Fact]
    public void A_fault_of_another_file_is_at_the_call_with_the_token_beside_it()
    {
        foreach (
            (string name, string token) in ((string, string)[])
                [
                    ("wrong range in another file", "0..99"),
                    ("wrong filter in another file", "\"o_porj\""),
                    ("helper in another file", "Environment.ProcessorCount"),
                ]
        )
        {
            Microsoft.CodeAnalysis.Location origin = Assert.Single(Assert.Single(project.Corpus.Found(name)).AdditionalLocations);
            Assert.Equal("Shared.cs", origin.GetLineSpan().Path);
            Assert.Equal(token, origin.SourceTree!.GetText().ToString(origin.SourceSpan));
        }
    }

    public sealed class Project
    {
        internal CorpusProject Corpus { get; } = new("wrong.txt");
    }
}
