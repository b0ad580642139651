using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Plans;

/// <summary>Names that need care: keywords, letters of all scripts, names that differ by case only, and those of generated members.</summary>
public class NameTests
{
    private static string Merge(string name) =>
        $"[Merge] public static partial class {name} {{ public static Passthrough Definition => new() {{ DType = DType.BFloat16, Slices = [((Model)\"a\").Layers[0..8]] }}; }}";

    private const string Yaml =
        "merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources:\n  - {model: org/tiny, layer_range: [0, 8]}\n";

    [Theory]
    [InlineData("@class")]
    [InlineData("@event.@is.@new")]
    [InlineData("größer.Größer")]
    [InlineData("ह.हिन्दी")]
    [InlineData("e\u0301.e\u0301\u203F")]
    [InlineData("Merges.Plain")]
    public void A_class_of_any_name_has_a_plan(string name)
    {
        int dot = name.LastIndexOf('.');
        ProjectResult result = new TestProject().Source((dot < 0 ? "" : $"namespace {name[..dot]};") + Merge(name[(dot + 1)..])).Run();
        Assert.Empty(result.Diagnostics());
        result.Load().AssertSamePlan(name.Replace("@", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_differ_by_case_only_are_two()
    {
        ProjectResult result = new TestProject()
            .Checkpoint("tiny", TestManifests.Mistral("org/tiny"))
            .Source(Merge("Deep") + Merge("deep").Replace("0..8", "0..4", StringComparison.Ordinal))
            .File("fooBar.merge.yml", Yaml)
            .File("foobar.merge.yml", Yaml)
            .Source(
                "[Checkpoint(\"tiny.checkpoint.json\")] public static partial class Tiny; [Checkpoint(\"tiny.checkpoint.json\")] public static partial class TINY;",
                "Tiny.cs"
            )
            .Source(
                "class Use { object[] all = [Merges.FooBar.Plan, Merges.Foobar.Plan, Deep.Plan, deep.Plan, TINY.Model, Tiny.Model]; }",
                "Use.cs"
            )
            .Run();
        Assert.Empty(result.Diagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        result.Load().AssertSamePlan("deep");
    }

    [Theory]
    [InlineData("plan.merge.yml", "Plan_")]
    [InlineData("merges.merge.yml", "Merges_")]
    [InlineData("equals.merge.yml", "Equals_")]
    public void A_file_never_has_the_name_of_something_else(string file, string name)
    {
        ProjectResult result = new TestProject().File(file, Yaml).Source($"class Use {{ MergePlan plan = Merges.{name}.Plan; }}").Run();
        Assert.Empty(result.Diagnostics());
    }

    [Fact]
    public void A_class_with_the_attribute_twice_is_the_compilers_own_error()
    {
        ProjectResult result = new TestProject().Source(Merge("M") + "[Merge] public static partial class M;").Run();
        Assert.Equal("CS0579", Assert.Single(result.Diagnostics()).Id);
    }
}
