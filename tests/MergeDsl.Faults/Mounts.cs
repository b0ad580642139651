using MergeDsl.Testing;

namespace MergeDsl.Faults;

/// <summary>Runs the tool where directories have several names, or names that cannot change.</summary>
internal static class Mounts
{
    public static void Run(FaultWorld world, FaultReport report)
    {
        string alias = Made(world.In("alias"));
        With(
            world,
            alias,
            ["--bind", world.In("models"), alias],
            () =>
            {
                ProcessRun run = world.Run(Path.Combine(alias, "source"));
                report.Add(
                    "a source under another name",
                    $"exit {run.ExitCode}",
                    run.ExitCode == 3 && run.Error.Contains("MDSL0702", StringComparison.Ordinal) ? null : run.Error
                );
                run = world.Run(Path.Combine(alias, "source", "inside"));
                report.Add(
                    "inside a source under another name",
                    $"exit {run.ExitCode}",
                    run.ExitCode == 3 && run.Error.Contains("MDSL0702", StringComparison.Ordinal) ? null : run.Error
                );
            }
        );

        string mounted = Made(world.In("mounted"));
        With(
            world,
            mounted,
            ["-t", "tmpfs", "-o", "size=128m", "tmpfs", mounted],
            () =>
            {
                Directory.CreateDirectory(Path.Combine(mounted, "lost+found"));
                foreach (string what in (string[])["an empty mount", "a mount with an output"])
                {
                    ProcessRun run = world.Run(mounted);
                    report.Add(what, $"exit {run.ExitCode}", run.ExitCode == 0 ? Whole(world, mounted) : run.Error);
                }
            }
        );

        string small = Made(world.In("small"));
        With(
            world,
            small,
            ["-t", "tmpfs", "-o", "size=4m", "tmpfs", small],
            () =>
            {
                ProcessRun run = world.Run(Path.Combine(small, "merged"));
                report.Add(
                    "too small a disk",
                    $"exit {run.ExitCode}",
                    run.ExitCode == 3
                    && run.Error.Contains("MDSL0703", StringComparison.Ordinal)
                    && !Directory.EnumerateFileSystemEntries(small).Any()
                        ? null
                        : run.Error
                );
            }
        );

        string layers = Made(world.In("layers")),
            union = Made(world.In("union"));
        With(
            world,
            layers,
            ["-t", "tmpfs", "tmpfs", layers],
            () =>
            {
                string lower = Made(Path.Combine(layers, "lower")),
                    upper = Made(Path.Combine(layers, "upper")),
                    work = Made(Path.Combine(layers, "work"));
                Made(Path.Combine(lower, "empty"));
                world.CopyFormer(Path.Combine(lower, "former"));
                With(
                    world,
                    union,
                    ["-t", "overlay", "-o", $"lowerdir={lower},upperdir={upper},workdir={work}", "overlay", union],
                    () =>
                    {
                        foreach (string name in (string[])["empty", "former", "new"])
                        {
                            ProcessRun run = world.Run(Path.Combine(union, name));
                            string? failure = run.ExitCode != 0 ? run.Error : Whole(world, Path.Combine(union, name));
                            if (failure is null && Directory.EnumerateFileSystemEntries(union, ".*").Any())
                                failure = "something hidden is left";
                            report.Add($"a layer of a container, {name} target", $"exit {run.ExitCode}", failure);
                        }
                    }
                );
            }
        );
    }

    private static string? Whole(FaultWorld world, string output) =>
        FaultWorld.Content(output) is { } found && FaultWorld.Same(found, world.New) ? null : "the output is not whole";

    private static string Made(string directory) => Directory.CreateDirectory(directory).FullName;

    private static void With(FaultWorld world, string mounted, string[] mount, Action action)
    {
        world.Do("mount", mount);
        try
        {
            action();
        }
        finally
        {
            world.Do("umount", "-l", mounted);
        }
    }
}
