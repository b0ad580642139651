using System.Text.Json;
using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Samples;
using Xunit;

namespace MergeDsl.Samples.Tests;

/// <summary>The samples as a user builds and runs them. Sample 01 has tests of its own.</summary>
public class SampleTests
{
    [Fact]
    public void Plans_made_by_the_compiler_are_those_made_at_run_time()
    {
        AssertSame(BlockExpansion.Plan, MergePlan.Create(BlockExpansion.Definition));
        AssertSame(InterleavedExpansion.Plan, MergePlan.Create(InterleavedExpansion.Definition));
    }

    [Fact]
    public void A_loop_interleaves_transparent_layers()
    {
        string output = Run(
            "02-InterleavedExpansion",
            "run",
            "--out",
            "../../artifacts/02-InterleavedExpansion",
            "--models-dir",
            "../checkpoints",
            "--overwrite"
        );
        Assert.Equal(16, Regex.Count(output, "tiny-mistral-32l"));
        AssertLayers(40, "02-InterleavedExpansion");
    }

    [Fact]
    public void Two_vocabularies_do_not_build_and_the_error_has_the_cure()
    {
        (int exitCode, string output) = Dotnet.Run(
            Repository.Root,
            "build",
            "samples/03-TwoVocabularies",
            "--configuration",
            Dotnet.Configuration,
            "--no-dependencies",
            Dotnet.Analyzers,
            "-nologo",
            "-v",
            "quiet"
        );
        Assert.NotEqual(0, exitCode);
        string[] said =
        [
            .. output
                .Split('\n')
                .Where(line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains(": warning ", StringComparison.Ordinal))
                .Select(line => line.Trim())
                .Distinct(),
        ];
        string error = Assert.Single(said, line => line.Contains(": error ", StringComparison.Ordinal));
        Assert.Contains("warning MDSL0618: ", Assert.Single(said, line => line != error), StringComparison.Ordinal);
        int line =
            Array.FindIndex(
                File.ReadAllLines(Repository.Path("samples", "03-TwoVocabularies", "Frankenmerge.cs")),
                text => text.Contains("Mistral.Layers[8..32]", StringComparison.Ordinal)
            ) + 1;
        Assert.Contains($"Frankenmerge.cs({line},13): error MDSL0306: ", error, StringComparison.Ordinal);
        Assert.Contains("32,000", error, StringComparison.Ordinal);
        Assert.Contains("32,002", error, StringComparison.Ordinal);
        Assert.Contains("say whose tokens the output has", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_in_yaml_has_the_plan_of_the_same_merge_in_csharp_and_runs()
    {
        Assert.Equal(BlockExpansion.Plan.Hash, Run("04-YamlOnly").Trim());
        AssertLayers(40, "04-YamlOnly");
    }

    [Fact]
    public void What_the_compiler_does_not_evaluate_is_a_warning_at_the_operation_and_planned_at_run_time()
    {
        (int exitCode, string output) = Dotnet.Run(
            Repository.Root,
            "build",
            "samples/05-PlannedAtRunTime",
            "--configuration",
            Dotnet.Configuration,
            "--no-dependencies",
            Dotnet.Analyzers,
            "--no-incremental",
            "-nologo",
            "-v",
            "quiet"
        );
        Assert.True(exitCode == 0, output);
        string[] source = File.ReadAllLines(Repository.Path("samples", "05-PlannedAtRunTime", "MeasuredExpansion.cs"));
        int line = Array.FindIndex(source, text => text.Contains("ReadAllLines", StringComparison.Ordinal));
        Assert.Contains($"MeasuredExpansion.cs({line + 1},", output, StringComparison.Ordinal);
        Assert.Contains("warning MDSL0201: ", output, StringComparison.Ordinal);

        Run("05-PlannedAtRunTime");
        AssertLayers(35, "05-PlannedAtRunTime");
    }

    [Fact]
    public void A_file_is_a_program()
    {
        (int exitCode, string output) = Dotnet.Run(
            Repository.Root,
            "run",
            "samples/06-FileBasedProgram/merge.cs",
            "samples/checkpoints",
            "artifacts/06-FileBasedProgram"
        );
        Assert.True(exitCode == 0, output);
        AssertLayers(40, "06-FileBasedProgram");
    }

    [Fact]
    public void A_method_of_the_project_is_one_plan_in_both_languages_and_computes_what_its_kernel_says()
    {
        AssertSame(Clipped.Plan, MergePlan.Create(Clipped.Definition));
        string[] hashes = Run("07-CustomMethod").Trim().Split('\n');
        Assert.Equal([Clipped.Plan.Hash, Clipped.Plan.Hash], hashes.Select(hash => hash.Trim()));
        CheckpointWeights start = CheckpointWeights.Open(Repository.Path("samples", "checkpoints", "tiny-mistral-32l"));
        CheckpointWeights louder = CheckpointWeights.Open(Repository.Path("artifacts", "07-CustomMethod", "louder")),
            csharp = CheckpointWeights.Open(Repository.Path("artifacts", "07-CustomMethod", "clipped")),
            yaml = CheckpointWeights.Open(Repository.Path("artifacts", "07-CustomMethod", "clipped-yaml"));
        int clipped = 0;
        foreach (string name in start.Names)
        {
            float[] before = start.ReadFloat32(name),
                other = louder.ReadFloat32(name),
                merged = csharp.ReadFloat32(name);
            Assert.Equal(merged, yaml.ReadFloat32(name));
            float weight = name.Contains("self_attn", StringComparison.Ordinal)
                ? (float)(int.Parse(name.Split('.')[2], System.Globalization.CultureInfo.InvariantCulture) / 31.0)
                : 1;
            for (int i = 0; i < before.Length; i++)
            {
                float change = other[i] - before[i];
                if (Math.Abs(change) > 0.01f)
                    clipped++;
                float expected = before[i] + (weight * Math.Clamp(change, -0.01f, 0.01f));
                Assert.Equal(expected, merged[i], (Math.Abs(expected) / 256) + 1e-6f);
            }
        }
        Assert.True(clipped > 1000);
    }

    private static string Run(string sample, params string[] arguments)
    {
        (int exitCode, string output) = Dotnet.Run(
            Path.GetTempPath(),
            [
                "run",
                "--no-build",
                "--configuration",
                Dotnet.Configuration,
                "--project",
                Repository.Path("samples", sample),
                "--",
                .. arguments,
            ]
        );
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static void AssertSame(MergePlan left, MergePlan right)
    {
        Assert.Equal(right.ToString(), left.ToString());
        Assert.Equal(right.Hash, left.Hash);
        Assert.Equal(right.Spec, left.Spec);
    }

    private static void AssertLayers(int count, string output)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("artifacts", output, "config.json")));
        Assert.Equal(count, config.RootElement.GetProperty("num_hidden_layers").GetInt32());
    }
}
