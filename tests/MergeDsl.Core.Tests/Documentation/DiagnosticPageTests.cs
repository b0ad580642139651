using System.Text.RegularExpressions;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The pages about diagnostics are true: their wrong texts get the message, their right texts get none.</summary>
public class DiagnosticPageTests
{
    public static TheoryData<string> Ids() => [.. DiagnosticPage.All.Select(page => page.Id)];

    public static TheoryData<string> Checked() => [.. DiagnosticPage.All.Where(page => page.IsChecked).Select(page => page.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_has_its_sections(string id)
    {
        DiagnosticPage page = Page(id);
        Assert.StartsWith($"# {id}: ", page.Text);
        Assert.Contains(
            page.FoundWith,
            (string[])
                [
                    DiagnosticPage.Nothing,
                    DiagnosticPage.Manifest,
                    DiagnosticPage.Disk,
                    DiagnosticPage.Run,
                    DiagnosticPage.Compiler,
                    DiagnosticPage.Converting,
                    DiagnosticPage.ToCSharp,
                ]
        );
        Assert.Equal(DiagnosticPage.Sections, page.Headings);
        Assert.NotNull(page.Block("Message", "text"));
        foreach (string heading in page.IsChecked ? (string[])["Wrong", "Right"] : [])
        {
            Assert.True(
                page.Block(heading, "yaml") is not null || page.Section(heading).Contains("In YAML ", StringComparison.Ordinal),
                $"{heading}: a block, or why YAML has none"
            );
            Assert.True(
                page.Block(heading, "csharp") is not null || page.Section(heading).Contains("In C# ", StringComparison.Ordinal),
                $"{heading}: a block, or why C# has none"
            );
        }
        if (page.MayBeSilenced)
            Assert.Contains($"dotnet_diagnostic.{id}.severity", page.Section("Silencing"));
    }

    [Theory]
    [MemberData(nameof(Checked))]
    public void The_wrong_text_gets_the_message(string id)
    {
        DiagnosticPage page = Page(id);
        MergeDiagnostic[] found =
            page.Block("Wrong", "yaml") is { } yaml ? Read(page, yaml)
            : page.Block("Wrong", "csharp") is not null ? Run(page, "Wrong")
            : [];
        MergeDiagnostic diagnostic = Only(found, page);
        if (diagnostic.ToString() + "\n" == page.Block("Message", "text"))
            return;
        if (!GeneratedFile.IsAccepting)
            Assert.Equal(page.Block("Message", "text"), diagnostic.ToString() + "\n");
        GeneratedFile.Check(page.FileName, page.WithMessage(diagnostic.ToString()));
    }

    [Theory]
    [MemberData(nameof(Checked))]
    public void The_wrong_text_in_CSharp_gets_it_too_or_does_not_compile(string id)
    {
        DiagnosticPage page = Page(id);
        if (page.Block("Wrong", "csharp") is not { } block)
            return;
        string[] lines = block.Split('\n');
        (string, int)[] expected =
        [
            .. lines.Select((line, i) => (Regex.Match(line, @"// (CS\d{4})").Groups[1].Value, i)).Where(pair => pair.Value.Length > 0),
        ];
        Assert.Equal(expected, CSharpExamples.Errors(page, "Wrong"));
        if (expected.Length == 0)
            Only(Run(page, "Wrong"), page);
    }

    [Theory]
    [MemberData(nameof(Checked))]
    public void The_right_text_gets_nothing_but_notes(string id)
    {
        DiagnosticPage page = Page(id);
        if (page.Block("Right", "yaml") is { } yaml)
            Assert.DoesNotContain(Read(page, yaml), diagnostic => IsBad(diagnostic, page));
        if (page.Block("Right", "csharp") is null)
            return;
        Assert.Empty(CSharpExamples.Errors(page, "Right"));
        Assert.DoesNotContain(Run(page, "Right"), diagnostic => IsBad(diagnostic, page));
    }

    [Theory]
    [MemberData(nameof(Checked))]
    public void A_comment_silences_what_may_be_silenced(string id)
    {
        DiagnosticPage page = Page(id);
        if (page.Block("Wrong", "yaml") is not { } yaml)
            return;
        bool isSilent = !Read(page, $"# mergedsl: disable {id}\n{yaml}").Any(diagnostic => diagnostic.Id == id);
        Assert.Equal(page.MayBeSilenced, isSilent);
    }

    private static DiagnosticPage Page(string id) => DiagnosticPage.All.Single(page => page.Id == id);

    private static bool IsBad(MergeDiagnostic diagnostic, DiagnosticPage page) =>
        diagnostic.Severity > Severity.Note || diagnostic.Id == page.Id;

    /// <summary>The one diagnostic of the page; notes may accompany it, and notes only.</summary>
    private static MergeDiagnostic Only(MergeDiagnostic[] found, DiagnosticPage page)
    {
        MergeDiagnostic own = Assert.Single(found, diagnostic => diagnostic.Id == page.Id);
        Assert.DoesNotContain(found, diagnostic => diagnostic != own && diagnostic.Severity > Severity.Note);
        return own;
    }

    private static ManifestSet Manifests(DiagnosticPage page) =>
        page.FoundWith == DiagnosticPage.Manifest ? new(ExampleModels.All) : ManifestSet.Empty;

    private static MergeDiagnostic[] Read(DiagnosticPage page, string yaml)
    {
        YamlMerge merge = MergeYaml.Read(yaml, "merge.yml");
        return
        [
            .. merge.Diagnostics.Except(merge.Documents.SelectMany(document => document.Diagnostics)),
            .. merge.Documents.SelectMany(document =>
                document.Spec is { } spec
                    ? document.Report(MergeCheck.Run(spec, Manifests(page), document.Diagnostics, document.Name).Diagnostics)
                    : document.Diagnostics
            ),
        ];
    }

    private static MergeDiagnostic[] Run(DiagnosticPage page, string heading)
    {
        (MergeSpec spec, IReadOnlyList<MergeDiagnostic> malformed) = SpecLowering.Lower(CSharpExamples.Definition(page, heading));
        return [.. MergeCheck.Run(spec, Manifests(page), malformed).Diagnostics];
    }
}
