using MergeDsl.Testing;

namespace MergeDsl.Faults;

/// <summary>Runs the tool where a process may not have many files, or large ones.</summary>
internal static class ProcessLimits
{
    public static void Run(FaultWorld world, FaultReport report)
    {
        // The runtime has some eighty files open; each shard is one more.
        Try(world, report, "ulimit -n 128", expected: [0, 3], "--shard-size", "500KB");
        Try(world, report, "ulimit -n 160", expected: [0], "--shard-size", "500KB");
        // In blocks of 1024 bytes: more than the runtime needs, less than the only shard.
        Try(world, report, "ulimit -f 20000", expected: [3], "--shard-size", "0");
    }

    private static void Try(FaultWorld world, FaultReport report, string limit, int[] expected, params string[] more)
    {
        string output = world.Prepare(hasFormer: false);
        string command = string.Join(' ', world.Command(output).Append("").Select(word => $"'{word}'"));
        if (more.Length > 0)
            command = command.Replace("'--shard-size' '4MB'", $"'{more[0]}' '{more[1]}'", StringComparison.Ordinal);
        ProcessRun run = ProcessRun.Of(
            "bash",
            ["-c", $"{limit}; exec dotnet {command.Replace(" ''", "", StringComparison.Ordinal)}"],
            world.In()
        );
        bool isThere = Directory.Exists(output);
        string? failure =
            !expected.Contains(run.ExitCode) ? $"exit {run.ExitCode}: {run.Error}"
            : isThere != (run.ExitCode == 0) ? "the output does not go with the exit code"
            : run.ExitCode == 3 && !run.Error.Contains("MDSL07", StringComparison.Ordinal) ? run.Error
            : Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(output)!, ".*").Any() ? "something hidden is left"
            : null;
        report.Add(limit, $"exit {run.ExitCode}", failure);
    }
}
