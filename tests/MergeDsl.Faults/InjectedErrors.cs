using MergeDsl.Testing;

namespace MergeDsl.Faults;

/// <summary>Lets system calls of the tool fail, by strace.</summary>
internal static class InjectedErrors
{
    private static readonly string[] Calls =
    [
        "fsync",
        "sync_file_range",
        "pwrite64",
        "pwritev2",
        "preadv2",
        "pread64",
        "fallocate",
        "ftruncate",
        "flock",
        "rename",
        "renameat2",
        "unlink",
        "rmdir",
        "mkdir",
        "statx",
        "openat",
    ];

    private static readonly string[] Errors = ["EIO", "ENOSPC", "EDQUOT", "EINTR", "EAGAIN", "EACCES", "ENOSYS", "EXDEV"];

    public static void Run(FaultWorld world, FaultReport report)
    {
        Dictionary<string, int> counts = Count(world);
        // What it all began with: no flush of any file reaches the disk.
        Try(world, report, "fsync", "EIO", "1+", hasFormer: true);
        Try(world, report, "sync_file_range", "EIO", "1+", hasFormer: false);
        for (int trial = 0; trial < report.Wanted; trial++)
        {
            string[] present = [.. Calls.Where(call => counts.GetValueOrDefault(call) > 0)];
            string call = present[trial % present.Length];
            string error = Errors[report.Random.Next(Errors.Length)];
            // An interrupted call is tried again, for ever where it is interrupted for ever.
            bool isLasting = error != "EINTR" && report.Random.Next(3) == 0;
            int when = 1 + report.Random.Next(counts[call]);
            Try(world, report, call, error, isLasting ? $"{when}+" : $"{when}", report.Random.Next(2) == 0);
        }
    }

    private static void Try(FaultWorld world, FaultReport report, string call, string error, string when, bool hasFormer)
    {
        string output = world.Prepare(hasFormer);
        string log = world.In("strace.log");
        ProcessRun run = Strace(world, output, log, "-e", $"trace={call}", "-e", $"inject={call}:error={error}:when={when}");
        // strace counts the calls of each thread, and a run may have fewer of them in all of its threads.
        bool hasFailed = File.ReadLines(log).Any(line => line.EndsWith("(INJECTED)", StringComparison.Ordinal));
        string? failure = world.Judge(output, hasFormer, run.ExitCode);
        if (failure is null && hasFailed && call is "fsync" or "sync_file_range" && error == "EIO" && run.ExitCode == 0)
            failure = "a flush failed, and it ended well";
        report.Add(
            $"{call} {error} at {when}",
            hasFailed ? $"exit {run.ExitCode}" : "without an error",
            failure ?? world.JudgeNext(output)
        );
    }

    /// <summary>Counts the calls of a run in which nothing fails.</summary>
    private static Dictionary<string, int> Count(FaultWorld world)
    {
        string log = world.In("strace.log");
        Strace(world, world.Prepare(hasFormer: true), log, "-e", "trace=" + string.Join(',', Calls));
        return Calls.ToDictionary(
            call => call,
            call => File.ReadLines(log).Count(line => line.Contains($" {call}(", StringComparison.Ordinal))
        );
    }

    private static ProcessRun Strace(FaultWorld world, string output, string log, params string[] options) =>
        ProcessRun.Of("strace", ["-f", "-qq", "-o", log, .. options, "dotnet", .. world.Command(output)], world.In());
}
