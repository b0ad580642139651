using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace MergeDsl.Generator.Tests.Incrementality;

/// <summary>The recomputation after an edit, and its absence.</summary>
public class PipelineTests
{
    private const string Declaration = """
        [Checkpoint("tiny.checkpoint.json")] public static partial class Tiny;
        [MergeMethod("cached")] public partial record Cached { [MergeParameter(ParameterScope.Merge)] public partial Setting<double>? Limit { get; init; } private static partial void Compute(MergeBlock block, Values values) { } }
        [Merge] public static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..Numbers.End]] }; }
        """;

    private const string Yaml =
        "merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources:\n  - {model: org/tiny, layer_range: [0, 8]}\n";

    private static TestProject Project() =>
        new TestProject()
            .Checkpoint("tiny", TestManifests.Mistral("org/tiny"))
            .File("plain.merge.yml", Yaml)
            .Source(Declaration)
            .Source("public static class Numbers { public const int End = 8; }", "Numbers.cs")
            .Source("public static class Unrelated { public static int Twice(int n) => 2 * n; }", "Unrelated.cs");

    [Fact]
    public void The_second_run_finds_everything_in_the_cache()
    {
        GeneratorRunResult second = Edited(static (compilation, driver) => (compilation, driver));
        AssertSteps(second, Cached, Cached);
        AssertOutputs(second, Cached);
    }

    [Fact]
    public void An_edit_of_another_file_changes_nothing()
    {
        GeneratorRunResult second = Edited(
            static (compilation, driver) =>
                (
                    compilation.WithFile("Unrelated.cs", "public static class Unrelated { public static int Thrice(int n) => 3 * n; }"),
                    driver
                )
        );
        AssertSteps(second, Cached, Unchanged);
        AssertOutputs(second, Cached);
    }

    [Fact]
    public void A_comment_in_the_same_file_changes_nothing()
    {
        GeneratorRunResult second = Edited(
            static (compilation, driver) => (compilation.WithFile("Merge.cs", "// a comment\n" + Declaration), driver)
        );
        AssertSteps(second, Cached, Unchanged);
        AssertOutputs(second, Cached);
    }

    [Fact]
    public void A_constant_of_another_file_changes_the_plan()
    {
        GeneratorRunResult second = Edited(
            static (compilation, driver) =>
                (compilation.WithFile("Numbers.cs", "public static class Numbers { public const int End = 7; }"), driver)
        );
        Assert.Equal(Modified, Reasons(second, TrackingNames.MergeSources).Single());
        Assert.All(Reasons(second, TrackingNames.CheckpointSources), reason => Assert.Equal(Cached, reason));
        Assert.Contains(
            "0..7",
            second.GeneratedSources.Single(source => source.HintName == "M.Plan.g.cs").SourceText.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_edit_of_a_manifest_changes_what_is_made_of_it()
    {
        GeneratorRunResult second = Edited(
            static (compilation, driver) =>
                (
                    compilation,
                    driver.ReplaceAdditionalText(
                        driver.GetRunResult().Results[0].TrackedSteps[TrackingNames.Manifests].Length == 1
                            ? Files(driver).Single(file => file.Path.EndsWith(".json", StringComparison.Ordinal))
                            : throw new InvalidOperationException(),
                        new TextFile(
                            "checkpoints/tiny.checkpoint.json",
                            ManifestWriter.Write(TestManifests.Mistral("org/tiny", hidden: 128))
                        )
                    )
                )
        );
        Assert.Equal(Modified, Reasons(second, TrackingNames.CheckpointSources).Single());
        Assert.Equal(Modified, Reasons(second, TrackingNames.MergeSources).Single());
        Assert.Equal(Modified, Reasons(second, TrackingNames.MergeFileSources).Single());
    }

    [Fact]
    public void An_edit_of_a_YAML_file_changes_its_plan_only()
    {
        GeneratorRunResult second = Edited(
            static (compilation, driver) =>
                (
                    compilation,
                    driver.ReplaceAdditionalText(
                        Files(driver).Single(file => file.Path.EndsWith(".yml", StringComparison.Ordinal)),
                        new TextFile("plain.merge.yml", Yaml.Replace("[0, 8]", "[0, 4]", StringComparison.Ordinal))
                    )
                )
        );
        Assert.Equal(Modified, Reasons(second, TrackingNames.MergeFileSources).Single());
        Assert.NotEqual(Modified, Reasons(second, TrackingNames.MergeSources).Single());
        Assert.Equal(Cached, Reasons(second, TrackingNames.CheckpointSources).Single());
    }

    [Fact]
    public void The_steps_hold_plain_data()
    {
        GeneratorRunResult run = Edited(static (compilation, driver) => (compilation, driver));
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string step in Steps)
        {
            foreach ((object value, _) in run.TrackedSteps[step].SelectMany(tracked => tracked.Outputs))
                Walk(value, step, seen);
        }
    }

    private static readonly string[] Steps =
    [
        .. typeof(TrackingNames)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetValue(null)!)
            .Where(step => step != TrackingNames.Surface),
    ];

    private static GeneratorRunResult Edited(Func<CSharpCompilation, GeneratorDriver, (CSharpCompilation, GeneratorDriver)> edit)
    {
        TestProject project = Project();
        CSharpCompilation compilation = project.Compilation();
        GeneratorDriver driver = project.Driver().RunGenerators(compilation);
        DriverFiles.Value = project.Files;
        (compilation, driver) = edit(compilation, driver);
        GeneratorRunResult result = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }

    private static readonly AsyncLocal<IReadOnlyList<AdditionalText>> DriverFiles = new();

    private static IReadOnlyList<AdditionalText> Files(GeneratorDriver _) => DriverFiles.Value!;

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult run, string step) =>
        run.TrackedSteps[step].SelectMany(tracked => tracked.Outputs).Select(output => output.Reason);

    /// <summary>Steps that look at files are cached; those that look at the code may run, to the same result.</summary>
    private static void AssertSteps(GeneratorRunResult run, IncrementalStepRunReason files, IncrementalStepRunReason code)
    {
        foreach (string step in Steps)
        {
            bool looksAtCode =
                step is TrackingNames.Checkpoints or TrackingNames.Methods or TrackingNames.Merges or TrackingNames.MergeSources;
            Assert.All(
                Reasons(run, step),
                reason => Assert.True(reason == Cached || reason == (looksAtCode ? code : files), $"{step}: {reason}")
            );
        }
    }

    private static void AssertOutputs(GeneratorRunResult run, IncrementalStepRunReason expected) =>
        Assert.All(
            run.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            output => Assert.Equal(expected, output.Reason)
        );

    private static void Walk(object? value, string step, HashSet<object> seen)
    {
        if (value is null or string || !seen.Add(value))
            return;
        Assert.False(
            value is Compilation or ISymbol or SyntaxNode or SyntaxTree or Location or IOperation or SemanticModel,
            $"{step} holds a {value.GetType()}"
        );
        Type type = value.GetType();
        if (type.IsPrimitive || type.IsEnum)
            return;
        if (value is IEnumerable items)
            foreach (object? item in items)
                Walk(item, step, seen);
        for (Type? part = type; part is not null && part != typeof(object); part = part.BaseType)
        {
            foreach (
                FieldInfo field in part.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            {
                if (!field.FieldType.IsPointer && type.Namespace?.StartsWith("MergeDsl", StringComparison.Ordinal) == true)
                    Walk(field.GetValue(value), step, seen);
            }
        }
    }
}
