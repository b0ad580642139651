using System.Text;
using System.Text.RegularExpressions;
using MergeDsl.Core.Tests.Documentation;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>Configurations with a mistake each: every diagnostic is at its token, marked as <c>{|MDSL0621:layers.1|}</c>, and there are no others.</summary>
public partial class YamlMistakeTests
{
    private static readonly Dictionary<string, string> Blocks = Read();

    public static TheoryData<string> Names => [.. Blocks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_found_at_its_token(string name)
    {
        string marked = Blocks[name],
            text = Marks().Replace(marked, "");
        // The example models disagree in their configurations only where a page says so.
        IEnumerable<MergeDiagnostic> found = MergeYaml
            .Read(text, "merge.yml")
            .Check(new ManifestSet(ExampleModels.All))
            .SelectMany(report => report);
        Assert.Equal(marked, Mark(text, found));
    }

    private static string Mark(string text, IEnumerable<MergeDiagnostic> found)
    {
        var marked = new StringBuilder(text);
        foreach (MergeDiagnostic diagnostic in found.OrderByDescending(diagnostic => diagnostic.Place!.Start))
        {
            Place place = diagnostic.Place!;
            marked.Insert(place.Start + place.Length, "|}").Insert(place.Start, "{|" + diagnostic.Id + ":");
        }
        return marked.ToString();
    }

    private static Dictionary<string, string> Read() =>
        ("\n" + File.ReadAllText(Repository.Path("tests", "MergeDsl.Core.Tests", "Yaml", "Mistakes.txt")).ReplaceLineEndings("\n"))
            .Split("\n### ")
            .Skip(1)
            .Select(block => block.Split('\n', 2))
            .ToDictionary(block => block[0], block => block[1], StringComparer.Ordinal);

    [GeneratedRegex(@"\{\|MDSL[0-9]{4}:|\|\}")]
    private static partial Regex Marks();
}
