using System.Globalization;
using MergeDsl.Testing;

namespace MergeDsl.Mutation;

/// <summary>The result of a mutant.</summary>
/// <param name="Outcome">One word: killed, timeout, crashed, survived, or unreached where no test comes to it.</param>
/// <param name="By">The test that failed.</param>
internal sealed record Verdict(string Outcome, string By = "")
{
    public bool IsKilled => Outcome is "killed" or "timeout" or "crashed";
}

/// <summary>Runs tests against a library with mutants in it, in a copy of the tests' directory. Many mutants are tried in one process; one that survives there is tried once more in a process of its own, for what the library computes once may have been computed before.</summary>
internal sealed class TestRuns
{
    private readonly Library library;
    private readonly string directory;
    private readonly double secondsForEach;
    private readonly List<(TestMethod Method, double Seconds, HashSet<int> Reached)> tests = [];

    /// <summary>Prepares the directory.</summary>
    /// <param name="library">The library.</param>
    /// <param name="assembly">Its assembly with the mutants.</param>
    /// <param name="secondsForEach">How long tests are tried against one mutant: those that usually take longer are left out, the slowest first.</param>
    public TestRuns(Library library, string assembly, double secondsForEach)
    {
        (this.library, this.secondsForEach) = (library, secondsForEach);
        directory = Path.Combine(Path.GetDirectoryName(assembly)!, "tests");
        string output = Repository.Path("tests", library.Tests, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");
        foreach (string file in Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories))
            Copy(file, Path.GetRelativePath(output, file));
        Copy(assembly, Path.GetFileName(assembly));
        Copy(typeof(TestRuns).Assembly.Location, "MergeDsl.Mutation.dll");
    }

    /// <summary>The number of test methods that pass without a mutant.</summary>
    public int Count => tests.Count;

    /// <summary>Runs all tests once, without a mutant, and notes what they reach.</summary>
    /// <param name="without">Parts of names of test classes that are left out.</param>
    /// <returns>Tests that fail anyway, which say nothing.</returns>
    public IReadOnlyList<string> FindReached(IEnumerable<string> without)
    {
        using var process = new TestProcess(library, directory, -1, without);
        List<string> failing = [];
        foreach (string[] parts in process.Results().Select(line => line.Split('\t')))
        {
            if (parts[3] == "fails")
            {
                failing.Add($"{parts[0]}.{parts[1]}");
                continue;
            }
            HashSet<int> reached =
            [
                .. parts[4].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
            ];
            tests.Add((new(parts[0], parts[1]), double.Parse(parts[2], CultureInfo.InvariantCulture), reached));
        }
        tests.Sort((left, right) => left.Seconds.CompareTo(right.Seconds));
        return failing;
    }

    /// <summary>Tries mutants, each with the tests that reach it, the quickest first.</summary>
    /// <param name="mutants">The mutants.</param>
    public IEnumerable<(Mutant Mutant, Verdict Verdict)> Try(IReadOnlyList<Mutant> mutants)
    {
        ILookup<string, int> inFile = mutants.ToLookup(mutant => mutant.File, mutant => mutant.Id);
        var waiting = new Queue<(Mutant Mutant, Trial Trial, double Seconds)>();
        foreach (Mutant mutant in mutants)
        {
            // One that is reached once in a process is tried with the tests that reach any of its file.
            (Trial trial, double seconds) = TrialOf(mutant, mutant.IsStatic ? [.. inFile[mutant.File]] : [mutant.Id]);
            if (trial.Tests.Count == 0)
                yield return (mutant, new("unreached"));
            else if (mutant.IsStatic)
                yield return (mutant, Alone(trial, seconds));
            else
                waiting.Enqueue((mutant, trial, seconds));
        }
        while (waiting.Count > 0)
        {
            using var process = new TestProcess(library, directory, 0, waiting.Select(next => next.Trial.ToLine()));
            bool goesOn = true;
            for (int i = 0; goesOn && waiting.TryDequeue(out (Mutant Mutant, Trial Trial, double Seconds) next); i++)
            {
                Verdict verdict = Next(process, i, next.Seconds);
                goesOn = verdict.Outcome is "killed" or "survived";
                if (i > 0 && verdict.Outcome is ("survived" or "spoilt"))
                    verdict = Alone(next.Trial, next.Seconds);
                yield return (next.Mutant, verdict.Outcome == "spoilt" ? verdict with { Outcome = "killed" } : verdict);
            }
        }
    }

    private (Trial Trial, double Seconds) TrialOf(Mutant mutant, HashSet<int> ids)
    {
        double seconds = 0;
        List<TestMethod> plan = [];
        foreach ((TestMethod method, double usual, HashSet<int> reached) in tests.Where(test => test.Reached.Overlaps(ids)))
        {
            if (plan.Count > 0 && seconds + usual > secondsForEach)
                break;
            seconds += usual;
            plan.Add(method);
        }
        return (new(mutant.Id, plan), seconds);
    }

    private Verdict Alone(Trial trial, double seconds)
    {
        using var process = new TestProcess(library, directory, trial.Mutant, [trial.ToLine()]);
        Verdict verdict = Next(process, 0, seconds);
        // What it leaves behind is its own.
        return verdict.Outcome == "spoilt" ? verdict with { Outcome = "killed" } : verdict;
    }

    private static Verdict Next(TestProcess process, int number, double seconds)
    {
        try
        {
            string[] said = process.Result(number, TimeSpan.FromSeconds(60 + (6 * seconds)))?.Split('\t') ?? ["crashed"];
            return new(said[0], said.Length > 1 ? said[1] : "");
        }
        catch (TimeoutException)
        {
            return new("timeout");
        }
    }

    private void Copy(string file, string name)
    {
        string target = Path.Combine(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target, overwrite: true);
    }
}
