using System.Diagnostics;
using System.Globalization;
using Basic.Reference.Assemblies;
using MergeDsl.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Benchmarks;

/// <summary>The cost of a step of the evaluator, for definitions of some 150,000 steps, and how soon one is cancelled.</summary>
internal static class EvaluatorBenchmark
{
    private static readonly (string Name, int Rounds, string Body)[] Bodies =
    [
        ("loop", 49_000, "int n = 0; for (int i = 0; i < ROUNDS; i++) n ^= i; return n & 7;"),
        ("array", 37_000, "int[] xs = new int[64]; for (int i = 0; i < ROUNDS; i++) { xs[i & 63] += i; } return xs[3] & 7;"),
        (
            "calls",
            24_000,
            "int n = 0; for (int i = 0; i < ROUNDS; i++) n = Add(n, i); return n & 7; static int Add(int a, int b) => a ^ b;"
        ),
        (
            "objects",
            16_000,
            "var all = new List<Part>(); for (int i = 0; i < ROUNDS; i++) all.Add(new Part(i, i + 1)); return all.Count & 7;"
        ),
        ("queries", 16_000, "return Enumerable.Range(0, ROUNDS).Select(i => i * 3).Where(i => i % 2 == 0).Sum() & 7;"),
    ];

    public static int Run(int runs)
    {
        Console.WriteLine("median (best) of " + runs.ToString(CultureInfo.InvariantCulture) + " evaluations");
        foreach ((string name, int rounds, string body) in Bodies)
        {
            (Compilation compilation, IPropertySymbol property) = Compile(body, rounds);
            var times = new List<double>();
            int steps = 0;
            for (int i = 0; i < runs + 3; i++)
            {
                var watch = Stopwatch.StartNew();
                Evaluator evaluator = Make(compilation, default);
                evaluator.Evaluate(property);
                if (i >= 3)
                    times.Add(watch.Elapsed.TotalMilliseconds);
                steps = evaluator.Steps;
            }
            times.Sort();
            double cancelled = Enumerable.Range(0, runs).Select(_ => Cancel(compilation, property, times[0] / 2)).Order().Last();
            Console.WriteLine(
                FormattableString.Invariant(
                    $"{name, -10}{steps, 8} steps {times[times.Count / 2], 7:F1} ms ({times[0]:F1}) {1e6 * times[times.Count / 2] / steps, 6:F0} ns a step, cancelled within {cancelled:F1} ms"
                )
            );
        }
        return 0;
    }

    private static Evaluator Make(Compilation compilation, CancellationToken cancellationToken) =>
        new(compilation, new Bodies(compilation), (_, _) => null, new OtherProjects(compilation), [], cancellationToken);

    /// <summary>Cancels an evaluation in its midst, and measures until it has ended.</summary>
    private static double Cancel(Compilation compilation, IPropertySymbol property, double after)
    {
        using var source = new CancellationTokenSource();
        long cancelled = 0;
        using CancellationTokenRegistration registration = source.Token.Register(() => cancelled = Stopwatch.GetTimestamp());
        source.CancelAfter(TimeSpan.FromMilliseconds(after));
        try
        {
            Make(compilation, source.Token).Evaluate(property);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Stopwatch.GetElapsedTime(cancelled).TotalMilliseconds;
        }
    }

    private static (Compilation Compilation, IPropertySymbol Property) Compile(string body, int rounds)
    {
        string code = $$"""
            using System.Linq; using System.Collections.Generic;
            public record Part(int From, int To);
            public static class M { public static int Value { get { {{body.Replace(
                "ROUNDS",
                rounds.ToString(CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            )}} } } }
            """;
        Compilation compilation = CSharpCompilation.Create(
            "Steps",
            [CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.CSharp14))],
            Net100.References.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        return (compilation, (IPropertySymbol)compilation.GetTypeByMetadataName("M")!.GetMembers("Value").Single());
    }
}
