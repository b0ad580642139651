using System.Diagnostics;

namespace MergeDsl.Faults;

/// <summary>Kills the tool at random moments.</summary>
internal static class RandomKills
{
    public static void Run(FaultWorld world, FaultReport report)
    {
        string output = world.Prepare(hasFormer: true);
        var watch = Stopwatch.StartNew();
        world.Run(output);
        double length = watch.Elapsed.TotalMilliseconds;
        for (int trial = 0; trial < report.Wanted; trial++)
        {
            bool hasFormer = trial % 2 == 0;
            world.Prepare(hasFormer);
            // The first third is the start of the runtime.
            double delay = length * (0.3 + (0.75 * report.Random.NextDouble()));
            using var process = Process.Start(
                new ProcessStartInfo("dotnet", world.Command(output)) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!;
            bool ended = process.WaitForExit(TimeSpan.FromMilliseconds(delay));
            if (!ended)
                process.Kill();
            process.WaitForExit();
            string? failure = world.Judge(output, hasFormer, ended ? process.ExitCode : null) ?? world.JudgeNext(output);
            report.Add(
                FormattableString.Invariant($"killed after {delay:F1} ms, {(hasFormer ? "replacing an output" : "new output")}"),
                ended ? "ended before" : "killed",
                failure
            );
        }
    }
}
