using MergeDsl.Testing;

namespace MergeDsl.Faults;

/// <summary>Runs the tool on a disk of which half a megabyte cannot be written: a file system in an image with a hole, on a file system without room.</summary>
internal static class BrokenDisk
{
    private const long Image = 96L << 20;
    private const int Hole = 512 << 10;

    public static void Run(FaultWorld world, FaultReport report)
    {
        for (int trial = 0; trial < Math.Clamp(report.Wanted / 3, 2, 20); trial++)
        {
            string below = world.In("below"),
                disk = world.In("disk"),
                image = world.In("below", "image");
            Directory.CreateDirectory(below);
            Directory.CreateDirectory(disk);
            world.Do("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={Image + (1 << 20)}"), "tmpfs", below);
            try
            {
                world.Do("fallocate", "-l", FormattableString.Invariant($"{Image}"), image);
                world.Do("mkfs.ext4", "-q", "-E", "nodiscard,lazy_itable_init=0", image);
                world.Do("mount", "-o", "loop,nodiscard", image, disk);
                try
                {
                    // Behind what the file system keeps for itself, where the output must come to lie.
                    long at = (24L << 20) + (report.Random.Next(32) * (1L << 18));
                    world.Do(
                        "bash",
                        "-c",
                        FormattableString.Invariant(
                            $"sync; head -c 2M /dev/zero > '{below}/filler' || true; fallocate -p -o {at} -l {Hole} '{image}'; cat /dev/zero >> '{below}/filler' 2>/dev/null || true"
                        )
                    );
                    string output = Path.Combine(disk, "merged");
                    // Three copies fill most of the disk, so that one lies over the hole.
                    for (int copy = 0; copy < 3; copy++)
                    {
                        string to = output + copy;
                        ProcessRun run = world.Run(to, overwrite: false);
                        world.Do("bash", "-c", "sync || true; echo 3 > /proc/sys/vm/drop_caches");
                        string? failure = null;
                        if (run.ExitCode == 0 && (FaultWorld.Content(to) is not { } found || !FaultWorld.Same(found, world.New)))
                            failure = "it ended well, and the disk has something else";
                        else if (run.ExitCode != 0 && Directory.Exists(to))
                            failure = "it failed, and there is an output";
                        report.Add($"a hole at {at}", $"exit {run.ExitCode}", failure);
                    }
                }
                finally
                {
                    world.Do("umount", "-l", disk);
                }
            }
            finally
            {
                world.Do("umount", "-l", below);
            }
        }
    }
}
