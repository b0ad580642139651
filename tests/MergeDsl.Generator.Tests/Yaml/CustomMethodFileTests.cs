using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Yaml;

/// <summary>YAML files of a project with a merge method of its own.</summary>
public class CustomMethodFileTests
{
    private const string Method = """
        [MergeMethod("file_clip", MinimumInputs = 2)]
        public partial record FileClip
        {
            [MergeParameter(ParameterScope.EveryInput, Default = 1)] public partial Setting<double>? Weight { get; init; }
            [MergeParameter(ParameterScope.Merge, Minimum = 0)] public partial Setting<double>? Limit { get; init; }
            private static partial void Compute(MergeBlock block, Values values) => block[0].CopyTo(block.Output);
        }
        [Merge] public static partial class M { public static FileClip Definition => new() { DType = DType.BFloat16, Models = ["org/tiny", new("org/chat") { Weight = 2 }], Limit = 0.5 }; }
        """;

    private const string Good =
        "merge_method: file_clip\ndtype: bfloat16\nmodels:\n- model: org/tiny\n- model: org/chat\n  parameters: {weight: 2}\nparameters: {limit: 0.5}\n";

    [Fact]
    public void The_file_has_the_plan_of_the_declaration()
    {
        ProjectResult result = Project(Good).Run();
        Assert.Empty(result.Diagnostics());
        System.Reflection.Assembly assembly = result.Load();
        assembly.AssertSamePlan("M");
        Type file = assembly.GetType("Merges", throwOnError: true)!.GetNestedType("Clip")!;
        Assert.Equal(assembly.PlanOf("M").Hash, ((MergePlan)file.GetProperty("Plan")!.GetValue(null)!).Hash);
        Assert.Contains(
            "limit 0.5",
            assembly.PlanOf("M").Describe().Replace("  ", " ", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("file_clip", "file_clpi", "MDSL0101", "did you mean 'file_clip'?")]
    [InlineData("limit: 0.5", "limt: 0.5", "MDSL0103", "did you mean 'limit'?")]
    [InlineData("limit: 0.5", "limit: -1", "MDSL0112", "limit")]
    [InlineData("parameters: {limit: 0.5}\n", "", "MDSL0104", "limit")]
    [InlineData("weight: 2", "density: 2", "MDSL0601", "its parameters are weight, limit")]
    [InlineData("- model: org/chat\n  parameters: {weight: 2}\n", "", "MDSL0105", "2")]
    public void A_fault_of_the_file_is_said_as_of_any_method(string right, string wrong, string id, string said)
    {
        Diagnostic diagnostic = Assert.Single(Project(Good.Replace(right, wrong, StringComparison.Ordinal)).Run().Diagnostics());
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal("clip.merge.yml", diagnostic.Location.GetLineSpan().Path);
        Assert.Contains(said, diagnostic.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_project_the_method_is_not_known() =>
        Assert.Equal("MDSL0101", Assert.Single(MergeYaml.Read(Good, "clip.merge.yml", false, MethodSet.BuiltIn).Diagnostics).Id);

    [Fact]
    public void A_method_of_another_assembly_is_used_in_declarations()
    {
        ProjectResult library = new TestProject()
            .Source(Method.Split("[Merge]")[0].Replace("file_clip", "library_clip", StringComparison.Ordinal))
            .Run();
        ProjectResult result = new TestProject()
            .Reference(library.Compilation.ToMetadataReference())
            .Source("[Merge]" + Method.Split("[Merge]")[1])
            .Run();
        Assert.Empty(result.Diagnostics());
        Assert.Contains(
            "global::MergeDsl.CustomMethods.Plan(global::FileClip.MethodSchema, ",
            result.Generated("M.Plan.g.cs"),
            StringComparison.Ordinal
        );
    }

    private static TestProject Project(string text) => new TestProject().Source(Method).File("clip.merge.yml", text);
}
