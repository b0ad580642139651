namespace MergeDsl.Faults;

/// <summary>A way in which the world can fail.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lacks">Why it cannot be tried here; null where it can.</param>
/// <param name="Try">Tries it.</param>
public sealed record FaultKind(string Name, Func<string?> Lacks, Action<FaultWorld, FaultReport> Try)
{
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new("kill", () => Needs.Linux, RandomKills.Run),
        new("strace", () => Needs.Linux ?? Needs.Program("strace"), InjectedErrors.Run),
        new("limits", () => Needs.Linux, ProcessLimits.Run),
        new("loop", () => Needs.Root ?? Needs.Program("mkfs.ext4"), BrokenDisk.Run),
        new("mounts", () => Needs.Root, Mounts.Run),
    ];

    /// <summary>Tries it as often as is wanted.</summary>
    /// <param name="directory">Where to work.</param>
    /// <param name="count">The number of trials, where they are random.</param>
    /// <param name="seed">The seed.</param>
    public FaultReport Run(string directory, int count, int seed)
    {
        var report = new FaultReport(Name, count, new Random(seed));
        if (Lacks() is { } lacks)
        {
            report.Skipped = lacks;
            return report;
        }
        using var world = new FaultWorld(directory);
        Try(world, report);
        return report;
    }
}

/// <summary>The faults that were tried, and their results.</summary>
public sealed class FaultReport(string name, int count, Random random)
{
    private readonly SortedDictionary<string, int> outcomes = new(StringComparer.Ordinal);

    /// <summary>The number of trials that are wanted.</summary>
    public int Wanted => count;

    public Random Random => random;

    /// <summary>The trials.</summary>
    public int Trials { get; private set; }

    /// <summary>The faults that were found.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Why nothing was tried; null where something was.</summary>
    public string? Skipped { get; set; }

    /// <summary>Counts a trial; every fiftieth is said, so that a long run can be watched.</summary>
    /// <param name="about">What was tried.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="failure">What is wrong with that; null where nothing is.</param>
    public void Add(string about, string outcome, string? failure)
    {
        Trials++;
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        if (failure is not null)
            Failures.Add($"{about}: {failure}");
        if (Trials % 50 == 0)
            Console.Error.WriteLine(FormattableString.Invariant($"{name}: {Trials} of {Wanted} trials, {Failures.Count} failures"));
    }

    public override string ToString() =>
        Skipped is not null
            ? $"{name}: not tried, {Skipped}"
            : $"{name}: {Trials} trials ({string.Join(", ", outcomes.Select(pair => $"{pair.Value} {pair.Key}"))}), {Failures.Count} failures"
                + string.Concat(Failures.Select(failure => "\n  " + failure));
}
