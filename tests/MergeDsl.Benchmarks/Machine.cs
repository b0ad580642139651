using System.Diagnostics;
using System.Globalization;

namespace MergeDsl.Benchmarks;

/// <summary>The conditions of a measurement.</summary>
internal static class Machine
{
    /// <summary>The name of the file that memory is filled with.</summary>
    public const string HoleName = "mergedsl-benchmark-hole";

    private const long KeptFree = 700L << 20;

    /// <summary>The peak of resident memory of this process.</summary>
    public static long PeakResidentKilobytes() => Field("/proc/self/status", "VmHWM");

    /// <summary>Bytes of memory that nothing uses, not even the page cache.</summary>
    public static long FreeMemory() => Field("/proc/meminfo", "MemFree") << 10;

    public static long AllMemory() => Field("/proc/meminfo", "MemTotal") << 10;

    /// <summary>Bytes read and written per second when memory is copied, the best of several rounds.</summary>
    public static double MemoryBandwidth()
    {
        const int Length = 256 << 20;
        using var from = new AlignedBuffer(Length);
        using var to = new AlignedBuffer(Length);
        from.Span.Fill(1);
        double best = 0;
        for (int round = 0; round < 8; round++)
        {
            long began = Stopwatch.GetTimestamp();
            from.Span.CopyTo(to.Span);
            best = Math.Max(best, 2.0 * Length / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return best;
    }

    /// <summary>Drops the page cache.</summary>
    /// <returns>Whether this was permitted.</returns>
    public static bool DropCaches()
    {
        Execute("sync");
        try
        {
            File.WriteAllText("/proc/sys/vm/drop_caches", "3");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        // A virtual machine may give the freed memory back to its host meanwhile: that is the state of a fresh machine.
        Thread.Sleep(TimeSpan.FromSeconds(4));
        return true;
    }

    /// <summary>Reads files so that the page cache has them.</summary>
    public static void Warm(IEnumerable<string> files)
    {
        byte[] buffer = new byte[1 << 20];
        foreach (string file in files)
        {
            using var handle = File.OpenHandle(file);
            for (long offset = 0; RandomAccess.Read(handle, buffer, offset) is > 0 and int count; )
                offset += count;
        }
    }

    /// <summary>Fills free memory with pages of a file that is one large hole, so that a virtual machine has all of its memory from its host, and new pages take the place of old ones.</summary>
    public static void FillMemory(string directory)
    {
        string path = Path.Combine(directory, HoleName);
        using (FileStream hole = File.OpenWrite(path))
            hole.SetLength(AllMemory());
        byte[] buffer = new byte[1 << 20];
        using var handle = File.OpenHandle(path);
        for (long offset = 0; FreeMemory() > KeptFree && RandomAccess.Read(handle, buffer, offset) is > 0 and int count; )
            offset += count;
    }

    /// <summary>Runs a program and returns what it printed.</summary>
    public static string Execute(string program, params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed with exit code {process.ExitCode}");
    }

    private static long Field(string file, string name)
    {
        string line = File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
