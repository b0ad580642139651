using System.Diagnostics;
using System.Globalization;
using MergeDsl.Engine;

namespace MergeDsl.Benchmarks;

/// <summary>The seed merge against <c>cp</c> of as many bytes, in the same run and the same state of memory.</summary>
internal sealed class SeedBenchmark
{
    private const string Copy = "cp",
        CopyAndSync = "cp + sync";
    private readonly SeedSettings settings;
    private readonly SyntheticCheckpoint checkpoint;
    private readonly string output;
    private readonly List<Result> results = [];
    private long bytes;

    private SeedBenchmark(SeedSettings settings)
    {
        this.settings = settings;
        checkpoint = new(Path.Combine(settings.Directory, "mergedsl-benchmark-source"), settings.Scale);
        output = Path.Combine(settings.Directory, "mergedsl-benchmark-output");
    }

    public static int Run(SeedSettings? settings) => settings is null ? SeedSettings.Help() : new SeedBenchmark(settings).Run();

    private int Run()
    {
        // 40 of 32 layers, and the rest once.
        long needed = checkpoint.Bytes + (checkpoint.Bytes * 5 / 4) + (64 << 20);
        if (FreeSpace.Of(FileSystem.OfSystem, settings.Directory) is long free && free < needed)
        {
            Print(
                $"not enough space: {ByteSize.Print(needed)} needed in {settings.Directory}, {ByteSize.Print(free)} free; use a smaller --scale"
            );
            return 1;
        }
        if (Directory.Exists(checkpoint.Directory) || Directory.Exists(output))
        {
            Print($"{checkpoint.Directory} or {output} is there already; delete it");
            return 1;
        }
        try
        {
            Print(
                $"memory copy {Machine.MemoryBandwidth() / 1e9:0.0} GB/s (read + written, one thread), {Environment.ProcessorCount} processors, {ByteSize.Print(Machine.AllMemory())} of memory"
            );
            var watch = Stopwatch.StartNew();
            checkpoint.Write();
            Print(
                $"checkpoint of {ByteSize.Print(checkpoint.Bytes)} written at {checkpoint.Bytes / watch.Elapsed.TotalSeconds / 1e6:0} MB/s"
            );
            BoundMerge bound = SeedMerge.Of(checkpoint.Directory).BindAsync().GetAwaiter().GetResult();
            bytes = bound.Facts.Bytes ?? throw new InvalidOperationException("a bound merge knows its size");
            Print($"merge of {bound.Facts.Tensors} tensors, {ByteSize.Print(bytes)}");
            if (settings.Warm)
                Measure("warm", Warm);
            if (settings.Cold)
                Measure("cold", Machine.DropCaches);
            return 0;
        }
        finally
        {
            FileSystem.OfSystem.RemoveTree(checkpoint.Directory);
            FileSystem.OfSystem.RemoveTree(output);
            File.Delete(Path.Combine(settings.Directory, Machine.HoleName));
        }
    }

    private bool Warm()
    {
        Machine.Execute("sync");
        Machine.FillMemory(settings.Directory);
        Machine.Warm(checkpoint.Files);
        return true;
    }

    private void Measure(string state, Func<bool> prepare)
    {
        results.Clear();
        for (int run = 0; run < settings.Runs; run++)
        {
            if (!prepare())
            {
                Print($"{state}: not permitted to drop the page cache");
                return;
            }
            MeasureCopy();
            foreach (int threads in settings.Threads)
            {
                foreach (PageCache use in new[] { PageCache.Bounded, PageCache.Ordinary })
                {
                    prepare();
                    MeasureMerge(use, threads);
                }
            }
        }
        Result copy = results.Single(result => result.Name == CopyAndSync);
        Print($"{state}, {settings.Runs} runs      best s  median s   ratio to cp + sync (best, median)    MB/s   peak MB");
        foreach (Result result in results)
        {
            Print(
                $"  {result.Name, -20} {result.Best, 7:0.00}   {result.Median, 7:0.00}   {result.Best / copy.Best, 8:0.00} {result.Median / copy.Median, 8:0.00}                  {bytes / result.Median / 1e6, 6:0}   {(result.Kilobytes > 0 ? (result.Kilobytes / 1e3).ToString("0.0", CultureInfo.InvariantCulture) : "-"), 7}"
            );
        }
    }

    /// <summary>Copies the files of the checkpoint, and of the last one again as much as the merge repeats.</summary>
    private void MeasureCopy()
    {
        Directory.CreateDirectory(output);
        var watch = Stopwatch.StartNew();
        string[] files = [.. checkpoint.Files];
        Machine.Execute("cp", [.. files, output]);
        string count = FormattableString.Invariant($"count={bytes - checkpoint.Bytes}");
        Machine.Execute(
            "dd",
            "status=none",
            "bs=1M",
            "iflag=fullblock,count_bytes",
            count,
            "if=" + files[^1],
            "of=" + Path.Combine(output, "rest")
        );
        Add(Copy, watch.Elapsed, 0);
        Machine.Execute("sync", "-f", output);
        Add(CopyAndSync, watch.Elapsed, 0);
    }

    private void MeasureMerge(PageCache use, int threads)
    {
        var watch = Stopwatch.StartNew();
        string printed = Machine.Execute(
            Environment.ProcessPath!,
            SeedChild.Verb,
            checkpoint.Directory,
            output,
            use.ToString(),
            threads.ToString(CultureInfo.InvariantCulture)
        );
        Add(
            settings.Threads.Count > 1 ? $"{use} {threads} threads" : use.ToString(),
            watch.Elapsed,
            long.Parse(printed.Trim().Split(' ')[^1], CultureInfo.InvariantCulture)
        );
    }

    private void Add(string name, TimeSpan elapsed, long kilobytes)
    {
        Result? result = results.Find(result => result.Name == name);
        if (result is null)
            results.Add(result = new(name));
        result.Seconds.Add(elapsed.TotalSeconds);
        result.Kilobytes = Math.Max(result.Kilobytes, kilobytes);
        Print($"  {name} {elapsed.TotalSeconds:0.00} s");
        if (name != Copy)
            FileSystem.OfSystem.RemoveTree(output);
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
