using System.Diagnostics;
using MergeDsl.Core.Tests.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Fuzz;

/// <summary>An input, and what went wrong with it.</summary>
public sealed record FuzzFailure(string Input, string Reason);

/// <summary>The result of a run.</summary>
public sealed record FuzzReport(int Inputs, int Converted, int Compiled, TimeSpan Slowest, IReadOnlyList<FuzzFailure> Failures);

/// <summary>Reads, checks and converts mutated configurations: never a crash, a hang, a message without its place, C# that does not compile or that means another merge.</summary>
public sealed class FuzzRun
{
    /// <summary>No configuration takes longer, on the slowest machine that tests run on.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Compiling costs a thousand times more than converting: some of what is converted is compiled, many at once.</summary>
    private const int Every = 16,
        Batch = 64;

    private readonly Dictionary<string, FuzzFailure> failures = new(StringComparer.Ordinal);
    private readonly List<(string Input, MergeSpec Spec, PrintedFile File)> batch = [];
    private readonly (string FileName, Manifest Manifest)[] manifests = FuzzSeeds.Manifests();
    private int inputs,
        converted,
        compiled;
    private TimeSpan slowest;

    private readonly Action<FuzzFailure, int>? found;

    private FuzzRun(Action<FuzzFailure, int>? found) => this.found = found;

    /// <summary>Runs for some time.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="seed">The seed of all mutations.</param>
    /// <param name="log">Gets a line every minute.</param>
    /// <param name="found">Gets every failure with its number, as soon as it is found.</param>
    /// <param name="keep">Gets every input before it is tried, should it end the process.</param>
    public static FuzzReport Run(
        TimeSpan duration,
        int seed,
        Action<string> log,
        Action<FuzzFailure, int>? found = null,
        Action<string>? keep = null
    )
    {
        var run = new FuzzRun(found);
        run.Execute(duration, seed, log, keep);
        return new(run.inputs, run.converted, run.compiled, run.slowest, [.. run.failures.Values]);
    }

    private void Execute(TimeSpan duration, int seed, Action<string> log, Action<string>? keep)
    {
        IReadOnlyList<string> seeds = FuzzSeeds.Load();
        var mutation = new Mutation(new Random(seed), seeds);
        Stopwatch clock = Stopwatch.StartNew(),
            last = Stopwatch.StartNew();
        while (clock.Elapsed < duration && failures.Count < 20)
        {
            string input = mutation.Next();
            keep?.Invoke(input);
            inputs++;
            long before = Stopwatch.GetTimestamp();
            Task attempt = Task.Run(() => Attempt(input));
            bool isDone = true;
            try
            {
                isDone = attempt.Wait(Limit);
            }
            catch (AggregateException crash)
            {
                Fail(
                    input,
                    crash.InnerException!.ToString(),
                    crash.InnerException!.GetType().Name
                        + crash
                            .InnerException.StackTrace?.Split('\n')
                            .FirstOrDefault(line => line.Contains("MergeDsl", StringComparison.Ordinal))
                );
            }
            TimeSpan took = Stopwatch.GetElapsedTime(before);
            if (took > slowest)
                slowest = took;
            if (!isDone)
            {
                Fail(input, FormattableString.Invariant($"it took longer than {Limit.TotalSeconds} s"), "hang");
                return;
            }
            if (batch.Count == Batch)
                Compile();
            if (last.Elapsed < TimeSpan.FromMinutes(1))
                continue;
            last.Restart();
            log(
                FormattableString.Invariant(
                    $"{clock.Elapsed:hh\\:mm\\:ss} {inputs} inputs, {converted} converted, {compiled} compiled, {failures.Count} failures"
                )
            );
        }
        Compile();
    }

    private void Attempt(string input)
    {
        YamlMerge yaml = MergeYaml.Read(input, "fuzz.yml");
        CSharpOptions options = new()
        {
            FileName = "fuzz.yml",
            ClassName = "Fuzz",
            Namespace = FormattableString.Invariant($"F{batch.Count}"),
            Manifests = inputs % 2 == 0 ? manifests : [],
        };
        CSharpWriteResult result = MergeCSharp.Convert(yaml, options);
        foreach (MergeDiagnostic diagnostic in result.Diagnostics)
        {
            if (Checks.Problem(diagnostic, input) is { } wrong)
                Fail(input, $"{wrong}\n{diagnostic}", wrong.Split(':')[0] + diagnostic.Id);
        }
        foreach (
            IGrouping<(string Id, Place? Place), MergeDiagnostic> same in result
                .Diagnostics.GroupBy(diagnostic => (diagnostic.Id, diagnostic.Place))
                .Where(group => group.Count() > 1)
        )
        {
            Fail(input, $"said twice: {same.First()}", "twice" + same.Key.Id);
        }
        if (result.Text is null)
        {
            if (!result.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
                Fail(input, "neither converted nor an error", "nothing");
            return;
        }
        converted++;
        if (
            CSharpSyntaxTree.ParseText(result.Text, new CSharpParseOptions(LanguageVersion.Latest)).GetDiagnostics().FirstOrDefault() is
            { } syntax
        )
            Fail(input, $"{syntax}\n{result.Text}", "syntax" + syntax.Id);
        else if (converted % Every == 0 && yaml.Documents is [{ Spec: { } spec }])
            batch.Add((input, spec, new(result.Text, [null]) { Manifests = manifests }));
        if (Checks.RoundTrip(yaml) is { } different)
            Fail(input, different, "yaml");
    }

    private void Compile()
    {
        if (batch.Count == 0)
            return;
        try
        {
            var declarations = new CompiledDeclarations([.. batch.Select(entry => entry.File)]);
            for (int i = 0; i < batch.Count; i++)
            {
                if (declarations.Specs(i) is not [var read] || !read.Equals(batch[i].Spec))
                    Fail(batch[i].Input, $"the declaration is another merge\n{batch[i].File.Text}", "another");
            }
            compiled += batch.Count;
        }
        catch (InvalidOperationException fault)
        {
            int file =
                fault.Message.StartsWith('F')
                && int.TryParse(fault.Message[1..fault.Message.IndexOf('.', StringComparison.Ordinal)], out int number)
                    ? number
                    : 0;
            Fail(batch[file].Input, fault.Message, "compile");
        }
        batch.Clear();
    }

    /// <summary>Of several inputs with one cause the first is kept.</summary>
    private void Fail(string input, string reason, string cause)
    {
        if (failures.ContainsKey(cause))
            return;
        failures.Add(cause, new(input, reason));
        found?.Invoke(failures[cause], failures.Count);
    }
}
