using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The part of the style note in CONTRIBUTING that a program can check.</summary>
public partial class EnglishTests
{
    [Theory]
    [InlineData("runtime")]
    [InlineData("generator")]
    [InlineData("samples")]
    [InlineData("tests")]
    public void A_summary_begins_with_a_verb_or_a_noun(string folder) =>
        Assert.Empty(
            Directory
                .GetFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => Questions().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"))
        );

    [GeneratedRegex(@"<summary>\s*(?:///\s*)?(?:What|Whether|Which|How|Where|Who)\b.*")]
    private static partial Regex Questions();
}
