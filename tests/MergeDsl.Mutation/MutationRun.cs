using System.Diagnostics;
using System.Globalization;
using MergeDsl.Testing;

namespace MergeDsl.Mutation;

/// <summary>A run of the program: samples, coverage, and every mutant tried.</summary>
/// <param name="output">Where the results go.</param>
internal sealed class MutationRun(TextWriter output)
{
    private static readonly (string Library, string Tests)[] Libraries =
    [
        ("MergeDsl.Core", "MergeDsl.Core.Tests"),
        ("MergeDsl", "MergeDsl.Tests"),
    ];

    private readonly Stopwatch time = Stopwatch.StartNew();
    private readonly Equivalents equivalents = new();
    private readonly SortedDictionary<string, Score> scores = new(StringComparer.Ordinal);

    /// <summary>The folders whose code is tried where none is named.</summary>
    public static string[] Folders =>
        [
            "MergeDsl.Core/Rules",
            "MergeDsl.Core/Planning",
            "MergeDsl.Core/Completion",
            "MergeDsl.Core/Manifests",
            "MergeDsl.Core/Configuration",
            "MergeDsl/Safetensors",
            "MergeDsl/Execution",
            "MergeDsl/Files",
            "MergeDsl/Engine",
            "MergeDsl/OutputFiles",
            "MergeDsl/Kernels",
            "MergeDsl/Kernels/Methods",
        ];

    /// <summary>Test classes that build projects, or whose result depends on how busy the machine is.</summary>
    public static string[] SlowOrTimed => ["Bounds", "Fuzz", "Programs", "Recipe", "Samples", "RealKernel"];

    public int Count { get; init; }

    public int Seed { get; init; }

    public double Minutes { get; init; }

    public double Seconds { get; init; }

    public IReadOnlyList<int> Lines { get; init; } = [];

    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Tries the mutants of folders.</summary>
    /// <param name="folders">The folders, below <c>runtime</c>.</param>
    /// <returns>The exit code: 0 when all are killed.</returns>
    public int Run(IReadOnlyList<string> folders)
    {
        foreach ((string name, string tests) in Libraries)
        {
            string[] inside =
            [
                .. folders
                    .Where(folder => folder.StartsWith(name + "/", StringComparison.Ordinal))
                    .Select(folder => folder[(name.Length + 1)..]),
            ];
            if (inside.Length > 0)
                Run(Library.Open(name, tests), inside);
        }
        output.WriteLine();
        foreach ((string folder, Score score) in scores)
            output.WriteLine($"{folder}: {score}");
        return scores.Values.All(score => score.Survived == 0) ? 0 : 1;
    }

    private void Run(Library library, string[] folders)
    {
        Mutant[] chosen = [.. folders.SelectMany(folder => Choose(library, folder, folders))];
        chosen = [.. chosen.Select((mutant, index) => mutant with { Id = index + 1 })];
        string directory = Repository.Path("artifacts", "mutation", library.Name);
        (IReadOnlyList<Mutant> mutants, string assembly) = library.Compile(chosen, directory);
        var tests = new TestRuns(library, assembly, Seconds);
        foreach (string failing in tests.FindReached(Without))
            output.WriteLine($"fails without a change, and is left out: {failing}");
        output.WriteLine(
            Text(
                $"{library.Name}: {mutants.Count} of {chosen.Length} changes compile; {tests.Count} tests; {time.Elapsed.TotalSeconds:F0} s"
            )
        );
        foreach (Mutant mutant in mutants.Where(mutant => equivalents.Find(mutant) is not null))
        {
            ScoreOf(library, folders, mutant).Equivalent++;
            Say("equivalent", mutant, equivalents.Find(mutant)!);
        }
        foreach ((Mutant mutant, Verdict verdict) in tests.Try([.. mutants.Where(mutant => equivalents.Find(mutant) is null)]))
        {
            Score score = ScoreOf(library, folders, mutant);
            score.Killed += verdict.IsKilled ? 1 : 0;
            score.Survived += verdict.IsKilled ? 0 : 1;
            Say(verdict.Outcome, mutant, verdict.By);
            if (time.Elapsed.TotalMinutes > Minutes)
                return;
        }
    }

    private Score ScoreOf(Library library, string[] folders, Mutant mutant)
    {
        string folder = folders
            .Where(folder => mutant.File.StartsWith($"runtime/{library.Name}/{folder}", StringComparison.Ordinal))
            .MaxBy(folder => folder.Length)!;
        if (!scores.TryGetValue($"{library.Name}/{folder}", out Score? score))
            scores.Add($"{library.Name}/{folder}", score = new());
        return score;
    }

    private void Say(string outcome, Mutant mutant, string more) =>
        output.WriteLine(Text($"{outcome, -10} {mutant.File}:{mutant.Line}: {mutant}{(more.Length > 0 ? $" ({more})" : "")}"));

    private IEnumerable<Mutant> Choose(Library library, string folder, string[] folders)
    {
        string path = $"runtime/{library.Name}/";
        Mutant[] all =
        [
            .. library
                .Find(folder)
                // What lies in a folder within that has a sample of its own.
                .Where(mutant =>
                    !folders.Any(other =>
                        other.StartsWith(folder + "/", StringComparison.Ordinal)
                        && mutant.File.StartsWith($"{path}{other}/", StringComparison.Ordinal)
                    )
                ),
        ];
        if (Lines.Count > 0)
            return all.Where(mutant => Lines.Contains(mutant.Line));
        new Random(Seed).Shuffle(all);
        return all.Take(Count).OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => mutant.Line);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Score
    {
        public int Killed { get; set; }

        public int Survived { get; set; }

        public int Equivalent { get; set; }

        public override string ToString() =>
            Text(
                $"{Killed} of {Killed + Survived} killed ({100.0 * Killed / Math.Max(1, Killed + Survived):F1} %), {Equivalent} equivalent"
            );
    }
}
