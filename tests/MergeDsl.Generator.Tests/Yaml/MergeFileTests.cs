using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace MergeDsl.Generator.Tests.Yaml;

/// <summary>YAML files as sources: their plans, and what is said at their lines.</summary>
public class MergeFileTests
{
    private const string Good =
        "merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources:\n  - model: org/tiny\n    layer_range: [0, 8]\n- sources:\n  - model: org/tiny\n    layer_range: [7, 8]\n    parameters:\n      scale:\n      - {filter: o_proj, value: 0}\n      - {filter: down_proj, value: 0}\n      - value: 1\n";

    private static TestProject Project(string text, string path = "merges/openchat-9-layers.merge.yml") =>
        new TestProject().Checkpoint("tiny", TestManifests.Mistral("org/tiny")).File(path, text);

    private static Diagnostic Only(ProjectResult result) => Assert.Single(result.Diagnostics());

    [Theory]
    [InlineData("openchat-9-layers.merge.yml", "Openchat9Layers")]
    [InlineData("7b.merge.yaml", "_7b")]
    public void A_file_is_a_plan(string file, string name)
    {
        ProjectResult result = Project(Good, file)
            .Source($"public static class Use {{ public static MergePlan Plan => Merges.{name}.Plan; }}")
            .Run();
        Assert.Empty(result.Diagnostics());
        var plan = (MergePlan)result.Load().GetType("Use", throwOnError: true)!.GetProperty("Plan")!.GetValue(null)!;
        Assert.Equal(name, plan.Name);
        Assert.Equal(MergeCheck.Run(MergeYaml.Read(Good, "").Documents[0].Spec!, ManifestSet.Empty, []).Plan!.Hash, plan.Hash);
    }

    [Fact]
    public void A_file_is_an_input_of_a_declaration()
    {
        ProjectResult result = Project(Good, "nine.merge.yml")
            .Source(
                "[Merge] public static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [((Model)Merges.Nine.Plan).Layers[0..10]] }; }"
            )
            .Run();
        Diagnostic diagnostic = Only(result);
        Assert.Equal("MDSL0301", diagnostic.Id);
        Assert.Contains("has 9", diagnostic.GetMessage(), StringComparison.Ordinal);
    }

    private const string Blend =
        "merge_method: slerp\ndtype: bfloat16\nbase_model: org/tiny\nslices:\n- sources:\n  - {model: org/tiny, layer_range: [0, 8]}\n  - {model: first, layer_range: [1, 9]}\nparameters: {t: 0.5}\n";

    [Theory]
    [InlineData("name: first\n" + Good + "---\n" + Blend)]
    [InlineData(Blend + "---\nname: first\n" + Good)]
    public void The_plan_of_a_file_is_that_of_its_result_whatever_the_order_of_its_documents(string text)
    {
        ProjectResult result = Project(text, "two.merge.yml")
            .Source("public static class Use { public static MergePlan Plan => Merges.Two.Plan; }")
            .Run();
        Assert.All(result.Diagnostics(), diagnostic => Assert.Equal("MDSL0615", diagnostic.Id));
        var plan = (MergePlan)result.Load().GetType("Use", throwOnError: true)!.GetProperty("Plan")!.GetValue(null)!;
        Assert.Equal("slerp", plan.Spec.Method);
        MergePlan first = plan.Spec.Slices[0].Sources[1].Model.Plan!;
        Assert.Equal("first", first.Name);
        Assert.Equal(MergeCheck.Run(MergeYaml.Read(Good, "").Documents[0].Spec!, ManifestSet.Empty, []).Plan!.Hash, first.Hash);
    }

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\r\n", "\uFEFF")]
    public void A_fault_is_at_its_token(string newline, string mark)
    {
        string text =
            mark
            + ("# größer 🦙\n" + Good)
                .Replace("down_proj", "dwon_proj", StringComparison.Ordinal)
                .Replace("\n", newline, StringComparison.Ordinal);
        Diagnostic diagnostic = Only(Project(text).Run());
        Assert.Equal("MDSL0302", diagnostic.Id);
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        Assert.Equal("merges/openchat-9-layers.merge.yml", span.Path);
        Assert.Equal(new LinePosition(13, 17), span.StartLinePosition);
        Assert.Equal("dwon_proj", text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void A_comment_silences_a_line()
    {
        Assert.Equal("MDSL0302", Only(Project(Good.Replace("down_proj", "dwon_proj", StringComparison.Ordinal)).Run()).Id);
        Assert.DoesNotContain(
            Project(
                    Good.Replace(
                        "      - {filter: down_proj",
                        "      # mergedsl: disable MDSL0302\n      - {filter: dwon_proj",
                        StringComparison.Ordinal
                    )
                )
                .Run()
                .Diagnostics(),
            diagnostic => diagnostic.Id == "MDSL0302"
        );
    }

    [Fact]
    public void A_file_with_errors_has_a_plan_that_throws_them()
    {
        ProjectResult result = Project(
                Good.Replace("layer_range: [7, 8]", "layer_range: [8, 9]", StringComparison.Ordinal),
                "past.merge.yml"
            )
            .Source("public static class Use { public static MergePlan Plan => Merges.Past.Plan; }")
            .Run();
        Assert.Contains(result.Diagnostics(), diagnostic => diagnostic.Id == "MDSL0301");
        System.Reflection.PropertyInfo plan = result.Load().GetType("Use", throwOnError: true)!.GetProperty("Plan")!;
        var thrown = Assert.IsType<MergeException>(
            Assert.Throws<System.Reflection.TargetInvocationException>(() => plan.GetValue(null)).InnerException
        );
        Assert.Contains(thrown.Diagnostics, diagnostic => diagnostic.Id == "MDSL0301");
    }

    [Fact]
    public void Two_files_of_one_name_clash()
    {
        Diagnostic diagnostic = Only(Project(Good, "a/plain.merge.yml").File("b/plain.merge.yml", Good).Run());
        Assert.Equal("MDSL0515", diagnostic.Id);
        Assert.Equal("b/plain.merge.yml", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void Two_manifests_of_one_model_agree_or_are_an_error_at_the_second()
    {
        string first = ManifestWriter.Write(TestManifests.Mistral("org/tiny")),
            other = ManifestWriter.Write(TestManifests.Mistral("org/tiny", layers: 6));
        Assert.Empty(new TestProject().File("a/x.checkpoint.json", first).File("b/x.checkpoint.json", first).Run().Diagnostics());
        Diagnostic diagnostic = Only(new TestProject().File("a/x.checkpoint.json", first).File("b/x.checkpoint.json", other).Run());
        Assert.Equal(
            ("MDSL0517", DiagnosticSeverity.Error, "b/x.checkpoint.json"),
            (diagnostic.Id, diagnostic.Severity, diagnostic.Location.GetLineSpan().Path)
        );
        Assert.Contains(
            "'a/x.checkpoint.json' and 'b/x.checkpoint.json' are of 'org/tiny'",
            diagnostic.GetMessage(CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_manifest_that_cannot_be_read_is_said_at_its_file()
    {
        string text = ManifestWriter
            .Write(TestManifests.Mistral("org/tiny"))
            .Replace("lm_head.weight\", \"dtype\": \"BF16", "lm_head.weight\", \"dtype\": \"BF17", StringComparison.Ordinal);
        Diagnostic diagnostic = Only(new TestProject().File("broken.checkpoint.json", text).Run());
        Assert.Equal("MDSL0509", diagnostic.Id);
        Assert.Equal("broken.checkpoint.json", diagnostic.Location.GetLineSpan().Path);
        Assert.Contains("BF17", text.Split('\n')[diagnostic.Location.GetLineSpan().StartLinePosition.Line], StringComparison.Ordinal);
    }
}
