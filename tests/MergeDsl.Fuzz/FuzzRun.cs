using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Fuzz;

/// <summary>An input, and what went wrong with it.</summary>
public sealed record FuzzFailure(string Input, string Reason);

/// <summary>What a run came to.</summary>
public sealed record FuzzReport(int Inputs, int Converted, TimeSpan Slowest, FuzzFailure? Failure);

/// <summary>Reads, checks and converts mutated configurations: never a crash, a hang, a message without a place, or C# that does not parse.</summary>
public static class FuzzRun
{
    /// <summary>No configuration takes longer, on the slowest machine that tests run on.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Runs for some time, or until something fails.</summary>
    public static FuzzReport Run(TimeSpan duration, int seed, Action<string> log)
    {
        IReadOnlyList<string> seeds = FuzzSeeds.Load();
        var random = new Random(seed);
        var mutation = new Mutation(random, seeds);
        Stopwatch clock = Stopwatch.StartNew(), last = Stopwatch.StartNew();
        int inputs = 0, converted = 0;
        TimeSpan slowest = TimeSpan.Zero;
        while (clock.Elapsed < duration)
        {
            string input = mutation.Next();
            inputs++;
            TimeSpan before = clock.Elapsed;
            Task<(bool Converted, string? Problem)> attempt = Task.Run(() => Attempt(input));
            bool isDone;
            try
            {
                isDone = attempt.Wait(Limit);
            }
            catch (AggregateException crash)
            {
                return new(inputs, converted, slowest, new(input, crash.InnerException!.ToString()));
            }
            TimeSpan took = clock.Elapsed - before;
            if (took > slowest) slowest = took;
            if (!isDone) return new(inputs, converted, slowest, new(input, $"it took longer than {Limit.TotalSeconds} s"));
            if (attempt.Result.Problem is { } problem) return new(inputs, converted, slowest, new(input, problem));
            if (attempt.Result.Converted) converted++;
            if (last.Elapsed < TimeSpan.FromMinutes(1)) continue;
            last.Restart();
            log(FormattableString.Invariant($"{clock.Elapsed:hh\\:mm\\:ss} {inputs} inputs, {converted} converted"));
        }
        return new(inputs, converted, slowest, null);
    }

    private static (bool Converted, string? Problem) Attempt(string input)
    {
        YamlMerge yaml = MergeYaml.Read(input, "fuzz.yml");
        CSharpWriteResult result = MergeCSharp.Convert(yaml, new() { FileName = "fuzz.yml", ClassName = "Fuzz" });
        foreach (MergeDiagnostic diagnostic in result.Diagnostics)
        {
            if (diagnostic.Place is not { } place) return (false, $"no place: {diagnostic}");
            if (place.Line < 1 || place.Column < 1 || place.Start < 0 || place.Start > input.Length) return (false, $"a place outside of the file: {diagnostic}");
            if (diagnostic.Message.Length == 0 || diagnostic.Message.Contains('\n')) return (false, $"not one line: {diagnostic}");
        }
        if (result.Text is null) return result.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error) ? (false, null) : (false, "neither converted nor an error");
        Diagnostic? syntax = CSharpSyntaxTree.ParseText(result.Text, new CSharpParseOptions(LanguageVersion.Latest)).GetDiagnostics().FirstOrDefault();
        return (true, syntax is null ? null : $"{syntax}\n{result.Text}");
    }
}
