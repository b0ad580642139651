using System.Diagnostics;
using System.Globalization;
using MergeDsl.Engine;

namespace MergeDsl.Benchmarks;

/// <summary>The seed merge at full size against <c>cp</c> of as many bytes.</summary>
internal static class SeedBenchmark
{
    public static int Run(SeedSettings? settings)
    {
        if (settings is null) return SeedSettings.Help();
        string source = Path.Combine(settings.Directory, "mergedsl-benchmark-source"), output = Path.Combine(settings.Directory, "mergedsl-benchmark-output");
        SyntheticCheckpoint checkpoint = SyntheticCheckpoint.Lay(source, settings.Scale);
        BoundPlan plan = SeedPlan.Of(checkpoint);
        long needed = checkpoint.Bytes + plan.Bytes + (64 << 20);
        Print($"checkpoint {ByteSize.Print(checkpoint.Bytes)}, {checkpoint.Sources.Count} tensors; merge {ByteSize.Print(plan.Bytes)}, {plan.Tensors.Count} tensors");
        if (FreeSpace.Of(settings.Directory) is long free && free < needed)
        {
            Print($"not enough space: {ByteSize.Print(needed)} needed in {settings.Directory}, {ByteSize.Print(free)} free; use a smaller --scale");
            return 1;
        }
        if (Directory.Exists(source) || Directory.Exists(output))
        {
            Print($"{source} or {output} is there already; delete it");
            return 1;
        }
        try
        {
            Print($"memory copy {Machine.MemoryBandwidth() / 1e9:0.0} GB/s (read + written, one thread), {Environment.ProcessorCount} processors");
            var watch = Stopwatch.StartNew();
            SyntheticCheckpoint.Write(source, settings.Scale);
            Print($"checkpoint written at {checkpoint.Bytes / watch.Elapsed.TotalSeconds / 1e6:0} MB/s");
            if (settings.Warm) Measure("warm", settings, checkpoint, plan, output, () => Warm(checkpoint, settings.Directory));
            if (settings.Cold) Measure("cold", settings, checkpoint, plan, output, Machine.DropCaches);
            return 0;
        }
        finally
        {
            Publication.Remove(source);
            Publication.Remove(output);
            File.Delete(Path.Combine(settings.Directory, Machine.HoleName));
        }
    }

    private static bool Warm(SyntheticCheckpoint checkpoint, string directory)
    {
        Machine.Execute("sync");
        Machine.FillMemory(directory);
        Machine.Warm(checkpoint.Files);
        return true;
    }

    private static void Measure(string state, SeedSettings settings, SyntheticCheckpoint checkpoint, BoundPlan plan, string output, Func<bool> prepare)
    {
        var results = new Dictionary<string, List<(double Seconds, long Kilobytes)>>(StringComparer.Ordinal);
        for (int run = 0; run < settings.Runs; run++)
        {
            Add("cp", () => (Copy(checkpoint, plan.Bytes, output), 0));
            foreach (int threads in settings.Threads)
            {
                string suffix = settings.Threads.Count > 1 ? $" {threads} threads" : "";
                foreach (PageCache use in new[] { PageCache.Bounded, PageCache.Ordinary }) Add(use + suffix, () => Merge(settings, checkpoint, output, use, threads));
            }
        }
        Print($"{state}, {settings.Runs} runs: best and median seconds, ratio to cp + sync, MB/s written, peak MB");
        List<double> copies = [.. results["cp + sync"].Select(run => run.Seconds)];
        foreach ((string name, List<(double Seconds, long Kilobytes)> runs) in results)
        {
            List<double> seconds = [.. runs.Select(run => run.Seconds)];
            Print($"  {name,-24} {seconds.Min(),7:0.00} {Median(seconds),7:0.00}   {seconds.Min() / copies.Min(),5:0.00} {Median(seconds) / Median(copies),5:0.00}   {plan.Bytes / Median(seconds) / 1e6,6:0}   {runs.Max(run => run.Kilobytes) / 1e3,6:0.0}");
        }

        void Add(string name, Func<(double Seconds, long Kilobytes)> measure)
        {
            if (!prepare())
            {
                Print($"{state}: not permitted to drop the page cache");
                return;
            }
            var watch = Stopwatch.StartNew();
            (double seconds, long kilobytes) = measure();
            if (name == "cp")
            {
                Keep("cp", seconds, 0);
                name = "cp + sync";
                Machine.Execute("sync", "-f", output);
                seconds = watch.Elapsed.TotalSeconds;
            }
            Keep(name, seconds, kilobytes);
            Publication.Remove(output);
        }

        void Keep(string name, double seconds, long kilobytes)
        {
            if (!results.TryGetValue(name, out List<(double, long)>? list)) results.Add(name, list = []);
            list.Add((seconds, kilobytes));
            Print($"  {state} {name} {seconds:0.00} s");
        }
    }

    /// <summary>Copies the files of the checkpoint, and of the last one again as much as the merge repeats.</summary>
    private static double Copy(SyntheticCheckpoint checkpoint, long bytes, string output)
    {
        Directory.CreateDirectory(output);
        var watch = Stopwatch.StartNew();
        Machine.Execute("cp", [.. checkpoint.Files, output]);
        long rest = bytes - checkpoint.Bytes;
        Machine.Execute("dd", "status=none", "bs=1M", "iflag=fullblock,count_bytes", FormattableString.Invariant($"count={rest}"), "if=" + checkpoint.Files[^1], "of=" + Path.Combine(output, "rest"));
        return watch.Elapsed.TotalSeconds;
    }

    private static (double Seconds, long Kilobytes) Merge(SeedSettings settings, SyntheticCheckpoint checkpoint, string output, PageCache use, int threads)
    {
        var watch = Stopwatch.StartNew();
        string printed = Machine.Execute(
            Environment.ProcessPath!, SeedChild.Verb, Path.GetDirectoryName(checkpoint.Files[0])!, settings.Scale.ToString("R", CultureInfo.InvariantCulture), output, use.ToString(), threads.ToString(CultureInfo.InvariantCulture));
        return (watch.Elapsed.TotalSeconds, long.Parse(printed.Trim().Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    private static double Median(List<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
