using System.Globalization;
using MergeDsl.Testing;

namespace MergeDsl.Mutation;

/// <summary>The result of a mutant.</summary>
/// <param name="Outcome">One word: killed, timeout, crashed, survived, or unreached where no test comes to it.</param>
/// <param name="By">The test that failed, or that ended the process.</param>
internal sealed record Verdict(string Outcome, string By)
{
    public bool IsKilled => Outcome is "killed" or "timeout" or "crashed";
}

/// <summary>Runs tests against a library with mutants in it: in a copy of the tests' directory, each mutant in a process of its own.</summary>
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
        string result = Start(-1, without.Select(name => new TestMethod(name, "")), TimeSpan.FromMinutes(60)).Result;
        List<string> failing = [];
        foreach (string[] parts in File.ReadLines(result).Select(line => line.Split('\t')))
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

    /// <summary>Tries a mutant with the tests that reach it, the quickest first.</summary>
    /// <param name="mutant">The mutant.</param>
    /// <param name="neighbours">All mutants of its file: one that is reached once in a process is tried with the tests that reach any of them.</param>
    public Verdict Try(Mutant mutant, IEnumerable<Mutant> neighbours)
    {
        HashSet<int> ids = mutant.IsStatic ? [.. neighbours.Select(other => other.Id)] : [mutant.Id];
        double seconds = 0;
        List<TestMethod> plan = [];
        foreach ((TestMethod method, double usual, HashSet<int> reached) in tests.Where(test => test.Reached.Overlaps(ids)))
        {
            if (plan.Count > 0 && seconds + usual > secondsForEach)
                break;
            seconds += usual;
            plan.Add(method);
        }
        if (plan.Count == 0)
            return new("unreached", "");
        (string result, bool inTime) = Start(mutant.Id, plan, TimeSpan.FromSeconds(60 + (6 * seconds)));
        if (!inTime)
            return new("timeout", "");
        string[] said = File.Exists(result) ? File.ReadAllText(result).Trim().Split('\t') : [""];
        return said[0] switch
        {
            "killed" => new("killed", said[1]),
            "survived" => new("survived", ""),
            _ => new("crashed", ""),
        };
    }

    private (string Result, bool InTime) Start(int mutant, IEnumerable<TestMethod> plan, TimeSpan timeout)
    {
        string planFile = Path.Combine(directory, "plan.txt"),
            resultFile = Path.Combine(directory, "result.txt"),
            tests = Path.Combine(directory, library.Tests);
        File.WriteAllLines(planFile, plan.Select(method => method.ToLine()));
        File.Delete(resultFile);
        try
        {
            ProcessRun run = ProcessRun.Of(
                "dotnet",
                [
                    "exec",
                    "--depsfile",
                    tests + ".deps.json",
                    "--runtimeconfig",
                    tests + ".runtimeconfig.json",
                    Path.Combine(directory, "MergeDsl.Mutation.dll"),
                    TestHost.Verb,
                    library.Tests,
                    library.Name,
                    planFile,
                    resultFile,
                ],
                directory,
                new Dictionary<string, string?> { [TestHost.Variable] = mutant.ToString(CultureInfo.InvariantCulture) },
                timeout
            );
            if (mutant < 0 && run.ExitCode != 0)
                throw new InvalidOperationException($"the tests do not run: {run.Error}{run.Output}");
            return (resultFile, true);
        }
        catch (TimeoutException)
        {
            return (resultFile, false);
        }
    }

    private void Copy(string file, string name)
    {
        string target = Path.Combine(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target, overwrite: true);
    }
}
