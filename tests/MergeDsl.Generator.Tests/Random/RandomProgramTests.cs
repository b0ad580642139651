using CsCheck;
using MergeDsl.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Random;

/// <summary>The law of the evaluator, on random programs: what the compiler computes is what the program computes, and where the program throws, the compiler says that it does.</summary>
public class RandomProgramTests
{
    private const int BatchSize = 100;

    /// <summary>The number of random programs: <c>MERGEDSL_RANDOM_PROGRAMS</c>; without it some, always the same.</summary>
    private static readonly int? Wanted = RandomCases.Wanted("MERGEDSL_RANDOM_PROGRAMS");

    [Fact]
    public void The_compiler_computes_what_runs() =>
        Gen
            .Int.Array[BatchSize]
            .Sample(
                CheckBatch,
                seed: Wanted is null ? "375KOiGmTBZ1" : null,
                iter: ((Wanted ?? 2 * BatchSize) + BatchSize - 1) / BatchSize,
                threads: 1
            );

    private static void CheckBatch(int[] seeds)
    {
        TestProject project = new TestProject().Source(ProgramWriter.Shared, "Shared.cs");
        for (int i = 0; i < seeds.Length; i++)
            project.Source(ProgramWriter.Write(seeds[i], "M" + i), $"M{i}.cs");
        ProjectResult result = project.Run();
        Diagnostic[] said = [.. result.Diagnostics()];
        Diagnostic? broken = said.FirstOrDefault(diagnostic =>
            diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id.StartsWith("CS", StringComparison.Ordinal)
        );
        Assert.True(broken is null, broken + "\n" + broken?.Location.SourceTree);
        System.Reflection.Assembly assembly = result.Load();
        for (int i = 0; i < seeds.Length; i++)
        {
            string source = ProgramWriter.Write(seeds[i], "M" + i);
            bool isPlanned = !result.Generated($"M{i}.Plan.g.cs").Contains("field ??=", StringComparison.Ordinal);
            (string? hash, Exception? thrown) = Run(assembly, "M" + i);
            string about =
                $"seed {seeds[i]}\n{source}\n{string.Join("\n", said.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == $"M{i}.cs"))}\n{thrown}";
            Assert.True(isPlanned == (thrown is null), about);
            if (thrown is null)
                Assert.True(assembly.PlanOf("M" + i).Hash == hash, about);
            else
                Assert.Contains(
                    said,
                    diagnostic =>
                        diagnostic.Id == "MDSL0202"
                        && diagnostic.Location.SourceTree?.FilePath is { } file
                        && (file == $"M{i}.cs" || file == "Shared.cs")
                );
        }
    }

    private static (string? Hash, Exception? Thrown) Run(System.Reflection.Assembly assembly, string type)
    {
        try
        {
            return (MergePlan.Create(assembly.DefinitionOf(type)).Hash, null);
        }
        catch (Exception fault) when (fault is not MergeException)
        {
            return (null, fault);
        }
    }
}
