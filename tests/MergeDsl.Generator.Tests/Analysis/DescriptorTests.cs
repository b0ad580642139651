using System.Globalization;
using System.Text.RegularExpressions;
using MergeDsl.Generator.Analysis;
using MergeDsl.Generator.Diagnostics;
using MergeDsl.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace MergeDsl.Generator.Tests.Analysis;

/// <summary>The catalogue as the compiler has it: every kind a descriptor and a row of the release tables, its severity up to the project.</summary>
public class DescriptorTests
{
    private const string NearMiss =
        "[Checkpoint(\"tiny.checkpoint.json\")] public static partial class Tiny; [Merge] public static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..8].Scaled([(\"o_porj\", 0.5), 1])] }; }";

    [Fact]
    public void Every_kind_is_a_row_of_the_release_tables_and_has_a_page()
    {
        string tables = string.Concat(
            ((string[])["Shipped", "Unshipped"]).Select(table =>
                File.ReadAllText(Repository.Path("generator", "MergeDsl.Generator", $"AnalyzerReleases.{table}.md"))
            )
        );
        string[] rows = [.. Regex.Matches(tables, @"^MDSL\d{4} .*$", RegexOptions.Multiline).Select(row => row.Value.Trim())];
        Assert.Equal(
            Descriptors.All.Select(descriptor =>
                $"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title.ToString(CultureInfo.InvariantCulture)}"
            ),
            rows
        );
        foreach (DiagnosticDescriptor descriptor in Descriptors.All)
        {
            string page = File.ReadLines(Repository.Path("docs", "reference", "diagnostics", descriptor.Id + ".md")).First();
            Assert.Equal($"# {descriptor.Id}: {descriptor.Title.ToString(CultureInfo.InvariantCulture)}", page);
            Assert.EndsWith($"docs/reference/diagnostics/{descriptor.Id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Analyzers_name_what_they_report()
    {
        DiagnosticAnalyzer[] analyzers = [new MergeAnalyzer(), new CheckpointAnalyzer(), new MergeFileAnalyzer(), new MethodAnalyzer()];
        Assert.All(
            analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics),
            descriptor =>
            {
                DiagnosticKind kind = Assert.Single(KindNames.All, kind => kind.Id == descriptor.Id);
                Assert.Equal((kind.Title, kind.Page), (descriptor.Title.ToString(CultureInfo.InvariantCulture), descriptor.HelpLinkUri));
            }
        );
        Assert.Equal(
            ["MDSL0124", "MDSL0619"],
            new NumberAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["MDSL0127"], new MethodAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id));
        Assert.Equal(
            KindNames.All.Select(kind => kind.Id).Where(id => !id.StartsWith("MDSL07", StringComparison.Ordinal)),
            analyzers
                .SelectMany(analyzer => analyzer.SupportedDiagnostics)
                .Select(descriptor => descriptor.Id)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("MDSL0302", ReportDiagnostic.Warn, DiagnosticSeverity.Warning)]
    [InlineData("MDSL0302", ReportDiagnostic.Suppress, null)]
    [InlineData("MDSL0302", ReportDiagnostic.Default, DiagnosticSeverity.Error)]
    public void A_project_says_how_severe_a_kind_is(string id, ReportDiagnostic configured, DiagnosticSeverity? expected)
    {
        ProjectResult result = new TestProject().Checkpoint("tiny", TestManifests.Mistral("org/tiny")).Source(NearMiss).Run();
        Diagnostic[] found = [.. result.Diagnostics(new Dictionary<string, ReportDiagnostic> { [id] = configured })];
        Assert.Equal(expected, found.SingleOrDefault()?.Severity);
    }

    [Fact]
    public void A_near_miss_that_is_no_error_has_a_plan()
    {
        TestProject Project() => new TestProject().Checkpoint("tiny", TestManifests.Mistral("org/tiny")).Source(NearMiss);
        Assert.Throws<MergeException>(() => Project().Run().Load().PlanOf("M"));
        Assert.Contains(
            "o_porj",
            Project().Severity("MDSL0302", ReportDiagnostic.Warn).Run().Load().PlanOf("M").ToString(),
            StringComparison.Ordinal
        );
    }
}
