using System.Diagnostics;
using System.Globalization;
using MergeDsl.Testing;

namespace MergeDsl.Fuzz;

/// <summary>Prints what every reader takes over inputs that grow tenfold: time, memory, and how both grow with the bytes.</summary>
internal static class BoundsRun
{
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    /// <summary>A step that is quadratic takes a hundred times longer for ten times the input; a linear one that leaves the caches a little more than ten times.</summary>
    private const double MostGrowth = 30;

    /// <summary>Shorter times are those of the compiler and the collector.</summary>
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(1);

    /// <summary>Runs the cases whose name has a text in it.</summary>
    /// <returns>Whether all are within their bounds.</returns>
    public static bool Run(string filter, TextWriter output)
    {
        bool holds = true;
        output.WriteLine("| reader: shape | bytes | time | time x | bytes allocated for a byte | bound |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (BoundCase bound in ReaderBounds.All.Where(bound => bound.ToString().Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            Measure(bound, Sizes[0]);
            TimeSpan last = default;
            foreach (int size in Sizes.Where(size => size <= bound.Most))
            {
                (long bytes, TimeSpan time, double memory) = Measure(bound, size);
                double growth = last == default ? 0 : time / last;
                bool isSlow = growth > MostGrowth && time > Noise,
                    isLarge = memory > bound.BytesPerByte;
                holds &= !isSlow && !isLarge;
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {bound} | {bytes} | {time.TotalMilliseconds:F1} ms | {(growth == 0 ? "" : growth.ToString("F1", CultureInfo.InvariantCulture))} | {memory:F1} | {bound.BytesPerByte}{(isSlow ? " **slow**" : "")}{(isLarge ? " **large**" : "")} |"
                    )
                );
                last = time;
            }
        }
        return holds;
    }

    private static (long Bytes, TimeSpan Time, double Memory) Measure(BoundCase bound, int parts)
    {
        using var directory = new TemporaryDirectory();
        (long bytes, Action read) = bound.Make(parts, directory);
        GC.Collect();
        long before = GC.GetAllocatedBytesForCurrentThread(),
            start = Stopwatch.GetTimestamp();
        read();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return (bytes, time, (double)Math.Max(GC.GetAllocatedBytesForCurrentThread() - before - ReaderBounds.Overhead, 0) / bytes);
    }
}
