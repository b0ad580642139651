using System.Reflection;
using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>All of the documentation: links lead somewhere, merges are right, and a merge shown in both languages is one merge.</summary>
public class MarkdownTests
{
    public static TheoryData<string> Files() =>
        [
            .. Directory
                .GetFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories)
                .Concat(Directory.GetFiles(Repository.Root, "*.md"))
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Links_lead_somewhere(string file)
    {
        foreach (Match link in Regex.Matches(WithoutBlocks(Text(file)), @"\]\(([^)\s]+)\)"))
        {
            string target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal))
                continue;
            string[] parts = target.Split('#');
            string path =
                parts[0].Length == 0
                    ? Repository.Path(file)
                    : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.Path(file))!, parts[0]));
            Assert.True(File.Exists(path) || Directory.Exists(path), $"{file}: {target}");
            if (parts.Length > 1)
                Assert.Contains(parts[1], Anchors(File.ReadAllText(path)));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Merges_are_right_and_the_same_in_both_languages(string file)
    {
        // Pages about diagnostics have tests of their own, and a README may show what goes wrong.
        if (!file.StartsWith("docs/", StringComparison.Ordinal) || file.StartsWith("docs/reference/diagnostics/", StringComparison.Ordinal))
            return;
        MergeSpec? yaml = null;
        foreach (
            Match block in Regex.Matches(Text(file), "^```(yaml|csharp)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)
        )
        {
            string text = block.Groups[2].Value;
            if (block.Groups[1].Value == "yaml" && text.Contains("merge_method:", StringComparison.Ordinal))
                yaml = Read(file, text);
            else if (block.Groups[1].Value == "csharp" && Regex.IsMatch(text, @"^\w+ merge = new\(\)", RegexOptions.Multiline))
            {
                (MergeSpec spec, IReadOnlyList<MergeDiagnostic> malformed) = SpecLowering.Lower(CSharpExamples.Evaluate(text));
                Assert.Empty(malformed);
                if (yaml is not null)
                    Assert.Equal(yaml, spec);
            }
        }
    }

    [Fact]
    public void The_page_about_YAML_lists_every_key()
    {
        string page = Text("docs/reference/yaml.md");
        IEnumerable<YamlScope> scopes = typeof(YamlScope)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<YamlScope>();
        Assert.All(scopes, scope => Assert.Matches($@"\|[^|]*\| {string.Join(".*", scope.Keys.Select(key => $"`{key}`"))}", page));
    }

    private static MergeSpec Read(string file, string text)
    {
        YamlMerge merge = MergeYaml.Read(text, file);
        Assert.Empty(
            merge.Diagnostics.Where(diagnostic => diagnostic.Severity > Severity.Note).Select(diagnostic => diagnostic.ToString())
        );
        foreach (YamlDocument document in merge.Documents)
        {
            MergeCheck check = MergeCheck.Run(document.Spec!, ManifestSet.Empty, document.Diagnostics, document.Name);
            Assert.Empty(
                document
                    .Report(check.Diagnostics)
                    .Where(diagnostic => diagnostic.Severity > Severity.Note)
                    .Select(diagnostic => diagnostic.ToString())
            );
        }
        return merge.Documents[^1].Spec!;
    }

    private static string Text(string file) => File.ReadAllText(Repository.Path(file)).ReplaceLineEndings("\n");

    private static string WithoutBlocks(string text) =>
        Regex.Replace(text, "^```.*?^```$", "", RegexOptions.Multiline | RegexOptions.Singleline);

    private static IEnumerable<string> Anchors(string text) =>
        Regex
            .Matches(WithoutBlocks(text.ReplaceLineEndings("\n")), "^#+ (.+)$", RegexOptions.Multiline)
            .Select(match => Regex.Replace(match.Groups[1].Value.ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'));
}
