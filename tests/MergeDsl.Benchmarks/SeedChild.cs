using System.Globalization;

namespace MergeDsl.Benchmarks;

/// <summary>A process that does the merge and nothing else, so that its peak memory is that of a merge.</summary>
internal static class SeedChild
{
    public const string Verb = "seed-run";

    /// <summary>Merges and prints seconds, bytes written and read, and the peak of resident memory in kB.</summary>
    /// <param name="args">Directory of the checkpoint, output directory, use of the page cache, threads.</param>
    public static int Run(IReadOnlyList<string> args)
    {
        var options = new MergeOptions
        {
            PageCache = Enum.Parse<PageCache>(args[2]),
            Threads = int.Parse(args[3], CultureInfo.InvariantCulture),
        };
        MergeReport report = SeedMerge.Of(args[0]).RunAsync(args[1], options, new Silent()).GetAwaiter().GetResult();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Elapsed.TotalSeconds} {report.BytesWritten} {report.BytesRead} {Machine.PeakResidentKilobytes()}"
            )
        );
        return 0;
    }

    /// <summary>Progress is asked for, as the tool does, so that it is part of what is measured.</summary>
    private sealed class Silent : IProgress<MergeProgress>
    {
        public void Report(MergeProgress value) { }
    }
}
