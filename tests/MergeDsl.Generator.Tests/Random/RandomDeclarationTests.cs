using System.Text.RegularExpressions;
using CsCheck;
using MergeDsl.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace MergeDsl.Generator.Tests.Random;

/// <summary>The law of the whole product, on random declarations: the plan made by the compiler is the plan of the same declaration run as code, and a mistake that the compiler finds is the mistake that the run finds.</summary>
public class RandomDeclarationTests
{
    private const int BatchSize = 100;

    /// <summary>The number of random declarations: <c>MERGEDSL_RANDOM_DECLARATIONS</c>; without it some, always the same.</summary>
    private static readonly int? Wanted = RandomCases.Wanted("MERGEDSL_RANDOM_DECLARATIONS");

    /// <summary>By what text a construct of the evaluator is known; the others show in the types.</summary>
    private static readonly Dictionary<string, string> Constructs = new(StringComparer.Ordinal)
    {
        ["literals"] = "\"mlp\"",
        ["constants"] = "const int",
        ["arithmetic"] = @"\d \* ",
        ["unchecked arithmetic"] = @"unchecked\(",
        ["comparisons"] = " > ",
        ["conditional expressions"] = @" \? ",
        ["switch expressions and patterns"] = " switch \\{.* is > 0 and not 2|is > 0 and not 2.* switch \\{",
        ["tuples"] = @"\.Item1",
        ["ranges and indices"] = @"\[\^",
        ["interpolated text"] = @"\$""",
        ["object creation"] = "new Model",
        ["collection expressions and spreads"] = @"\[\.\. ",
        ["with"] = " with \\{",
        ["local variables"] = "int c = a; c -= b; c\\+\\+",
        ["if"] = @"if \(",
        ["for"] = @"for \(.*continue;.*break;",
        ["foreach"] = @"foreach \(var \(",
        ["yield"] = "yield return .*yield break",
        ["static methods"] = @"static int Of\w+\(int a, int b = ",
        ["local functions"] = "LayerRange Range\\(int a, int b\\) =>",
        ["lambdas"] = "x => x",
        ["static fields"] = "static readonly Passthrough.Slice",
        ["static properties"] = "static int P\\w+ =>",
        ["enums"] = @"\(DType\)1",
        ["conversions"] = @"\(int\)\(?\(long\)",
        ["typed checkpoints"] = @"Tiny\.(Model|OProj|LayerCount)",
        ["merges of merges"] = @"Input\.Plan",
        ["Enumerable.Range"] = @"Enumerable\.Range",
        ["Enumerable.Repeat"] = @"Enumerable\.Repeat",
        ["Enumerable.Select"] = @"\.Select\(",
        ["Enumerable.SelectMany"] = @"\.SelectMany\(\(i, at\)",
        ["Enumerable.Where"] = @"\.Where\(",
        ["Enumerable.Concat"] = @"\.Concat\(",
        ["Enumerable.Reverse"] = @"\.Reverse\(",
        ["Enumerable.Zip"] = @"\.Zip\(",
        ["Enumerable.ToArray"] = @"\.ToArray\(",
        ["Math.Min, Math.Max, Math.Abs"] = @"Math\.Min.*Math\.Max|Math\.Max.*Math\.Min|Math\.Abs",
        ["string.Concat"] = @"string\.Concat\(",
    };

    [Fact]
    public void The_compiler_plans_what_runs() =>
        Gen
            .Int.Array[BatchSize]
            .Sample(
                CheckBatch,
                seed: Wanted is null ? "375KOiGmTBZ1" : null,
                iter: ((Wanted ?? 3 * BatchSize) + BatchSize - 1) / BatchSize,
                threads: 1
            );

    [Fact]
    public void Every_method_and_every_construct_occurs()
    {
        string[] declarations = [.. Enumerable.Range(0, 2000).Select(seed => DeclarationWriter.Write(seed, "M"))];
        Assert.All(MethodSchemas.All, schema => Assert.True(Uses(@$"\b{schema.TypeName}\b") >= 20, schema.TypeName));
        Assert.All(Constructs, construct => Assert.True(Uses(construct.Value) >= 20, $"{construct.Key}: {Uses(construct.Value)}"));

        int Uses(string pattern) => declarations.Count(declaration => Regex.IsMatch(declaration, pattern, RegexOptions.Singleline));
    }

    private static void CheckBatch(int[] seeds)
    {
        Manifest tiny = TestManifests.Mistral("org/tiny");
        TestProject project = new TestProject().Checkpoint("tiny", tiny).Source(DeclarationWriter.Shared, "Shared.cs");
        for (int i = 0; i < seeds.Length; i++)
            project.Source(DeclarationWriter.Write(seeds[i], "M" + i), $"M{i}.cs");
        ProjectResult result = project.Run();
        Diagnostic? broken = result
            .Compilation.GetDiagnostics()
            .FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.True(broken is null, broken + "\n" + broken?.Location.SourceTree);
        System.Reflection.Assembly assembly = result.Load();
        for (int i = 0; i < seeds.Length; i++)
        {
            string source = DeclarationWriter.Write(seeds[i], "M" + i),
                plan = result.Generated($"M{i}.Plan.g.cs");
            Assert.False(plan.Contains("field ??=", StringComparison.Ordinal), "not evaluated:\n" + source);
            (string compiled, string run) = (
                Outcome(() => assembly.PlanOf("M" + i)),
                Outcome(() => MergePlan.Create(assembly.DefinitionOf("M" + i), tiny))
            );
            Assert.True(compiled == run, $"seed {seeds[i]}\n{source}\n--- compiled\n{compiled}\n--- run\n{run}");
        }
    }

    private static string Outcome(Func<MergePlan> make)
    {
        try
        {
            MergePlan plan = make();
            return plan.Hash + "\n" + plan + plan.Spec + plan.Checkpoints;
        }
        catch (MergeException fault)
        {
            return string.Join("\n", fault.Diagnostics.Select(diagnostic => $"{diagnostic.Path} {diagnostic}"));
        }
    }
}
