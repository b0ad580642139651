using CsCheck;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Random;

/// <summary>The law of the whole product, on random declarations: the plan made by the compiler is the plan of the same declaration run as code, and a mistake that the compiler finds is the mistake that the run finds.</summary>
public class RandomDeclarationTests
{
    private const int BatchSize = 100;

    /// <summary>How many random declarations are wanted: <c>MERGEDSL_RANDOM_DECLARATIONS</c>; without it some, always the same.</summary>
    private static readonly int? Wanted = int.TryParse(Environment.GetEnvironmentVariable("MERGEDSL_RANDOM_DECLARATIONS"), out int count) ? count : null;

    [Fact]
    public void The_compiler_plans_what_runs() =>
        Gen.Int.Array[BatchSize].Sample(CheckBatch, seed: Wanted is null ? "375KOiGmTBZ1" : null, iter: ((Wanted ?? 3 * BatchSize) + BatchSize - 1) / BatchSize, threads: 1);

    private static void CheckBatch(int[] seeds)
    {
        var project = new TestProject();
        for (int i = 0; i < seeds.Length; i++) project.Source(DeclarationWriter.Write(seeds[i], "M" + i), $"M{i}.cs");
        ProjectResult result = project.Run();
        Diagnostic? broken = result.Compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.True(broken is null, broken + "\n" + broken?.Location.SourceTree);
        System.Reflection.Assembly assembly = result.Load();
        for (int i = 0; i < seeds.Length; i++)
        {
            string source = DeclarationWriter.Write(seeds[i], "M" + i), plan = result.Generated($"M{i}.Plan.g.cs");
            Assert.False(plan.Contains("field ??=", StringComparison.Ordinal), "not evaluated:\n" + source);
            (string compiled, string run) = (Outcome(() => assembly.PlanOf("M" + i)), Outcome(() => MergePlan.Create(assembly.DefinitionOf("M" + i))));
            Assert.True(compiled == run, $"seed {seeds[i]}\n{source}\n--- compiled\n{compiled}\n--- run\n{run}");
        }
    }

    private static string Outcome(Func<MergePlan> make)
    {
        try
        {
            MergePlan plan = make();
            return plan.Hash + "\n" + plan + plan.Spec;
        }
        catch (MergeException fault)
        {
            return string.Join("\n", fault.Diagnostics.Select(diagnostic => $"{diagnostic.Path} {diagnostic}"));
        }
    }
}
