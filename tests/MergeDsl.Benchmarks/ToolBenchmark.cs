using System.Diagnostics;
using System.Globalization;

namespace MergeDsl.Benchmarks;

/// <summary>Whole processes of the published tool, its images in turn with the host, which is the same tool for the runtime.</summary>
internal static class ToolBenchmark
{
    private const string Time = "/usr/bin/time";

    /// <summary>Runs the benchmark.</summary>
    /// <param name="tool">The directory that the tool was published to.</param>
    /// <param name="directory">The directory to work in; its files are deleted afterwards.</param>
    /// <param name="gigabytes">The size of a model.</param>
    /// <param name="runs">How often everything is repeated.</param>
    public static int Run(string tool, string directory, double gigabytes, int runs)
    {
        tool = Path.GetFullPath(tool);
        directory = Path.GetFullPath(Path.Combine(directory, "mergedsl-benchmark-tool"));
        string output = Path.Combine(directory, "out");
        try
        {
            MethodBenchmark.WriteModels(directory, gigabytes);
            string samples = Path.Combine(Repository(), "samples");
            List<(string Name, string[] Words)> works =
            [
                ("plan of the seed", ["plan", Path.Combine(samples, "01-BlockExpansion", "openchat-40-layers.yml")]),
                (
                    "run of the tiny merge",
                    [
                        "run",
                        Path.Combine(samples, "04-YamlOnly", "tiny-mistral-40-layers.merge.yml"),
                        output,
                        "--models-dir",
                        Path.Combine(samples, "checkpoints"),
                    ]
                ),
            ];
            foreach (string method in (string[])["linear", "ties", "della"])
            {
                string file = Path.Combine(directory, $"{method}.yml");
                File.WriteAllText(file, MethodBenchmark.Yaml(directory, method, count: 2));
                works.Add(($"{method}, two models", ["run", file, output]));
            }
            Print(
                $"models of {ByteSize.Print(MethodBenchmark.SizeOfModel(directory, gigabytes))}; {Environment.ProcessorCount} processors; {runs} runs"
            );
            List<Way> ways = Ways(tool);
            foreach (Way way in ways)
                Print($"{way.Name}: {ByteSize.Print(way.Size)}");
            Print($"{"", -24}{"", -12}{"best s", 9}{"median s", 10}{"peak MB", 9}");
            foreach ((string name, string[] words) in works)
                Measure(name, words, ways, output, runs);
            return 0;
        }
        finally
        {
            FileSystem.OfSystem.RemoveTree(directory);
        }
    }

    /// <summary>A way to start the tool.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Words">The program, and the words before those of the tool.</param>
    /// <param name="Size">The bytes that it takes.</param>
    /// <param name="Variable">A variable of the environment that is set to 0.</param>
    private sealed record Way(string Name, string[] Words, long Size, string? Variable = null);

    private static List<Way> Ways(string tool)
    {
        string first = Path.Combine(tool, "mergedsl"),
            host = Path.Combine(tool, "host");
        List<Way> ways = [new("first image", [first], new FileInfo(first).Length, "DOTNET_EnableAVX2")];
        foreach (string directory in Directory.EnumerateDirectories(tool).Order(StringComparer.Ordinal))
        {
            string image = Path.Combine(directory, "mergedsl"),
                name = Path.GetFileName(directory);
            // The one that the first image chooses is reached through it, as a user does.
            if (File.Exists(image))
                ways.Add(new(name, [name == "x86-64-v3" ? first : image], new FileInfo(image).Length));
        }
        long size = new DirectoryInfo(host).EnumerateFiles("*.dll", SearchOption.AllDirectories).Sum(file => file.Length);
        ways.Add(new("host", ["dotnet", "exec", Path.Combine(host, "MergeDsl.Tool.dll")], size));
        return ways;
    }

    private static void Measure(string name, string[] words, List<Way> ways, string output, int runs)
    {
        Result[] results = [.. ways.Select(way => new Result(way.Name))];
        // The first round is not counted: it brings programs and inputs into memory.
        for (int run = 0; run <= runs; run++)
        {
            foreach ((Way way, Result result) in ways.Zip(results))
            {
                long began = Stopwatch.GetTimestamp();
                Start([.. way.Words, .. words], way.Variable);
                double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                FileSystem.OfSystem.RemoveTree(output);
                if (run > 0)
                    result.Seconds.Add(seconds);
            }
        }
        foreach ((Way way, Result result) in ways.Zip(results))
        {
            if (File.Exists(Time))
            {
                string said = Start([Time, "-f", "%M", .. way.Words, .. words], way.Variable).Trim();
                result.Kilobytes = long.Parse(said[(said.LastIndexOf('\n') + 1)..], CultureInfo.InvariantCulture);
                FileSystem.OfSystem.RemoveTree(output);
            }
            Print($"{name, -24}{result.Name, -12}{result.Best, 9:0.000}{result.Median, 10:0.000}{result.Kilobytes / 1e3, 9:0}");
        }
    }

    /// <summary>Runs a program and returns what it wrote to its standard error.</summary>
    private static string Start(string[] words, string? variable)
    {
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (variable is not null)
            start.Environment[variable] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        output.GetAwaiter().GetResult();
        process.WaitForExit();
        return process.ExitCode == 0
            ? error
            : throw new InvalidOperationException($"{string.Join(' ', words)} failed with exit code {process.ExitCode}: {error}");
    }

    private static string Repository()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "MergeDsl.sln")))
                return at.FullName;
        }
        throw new InvalidOperationException("the benchmark runs from its build in the repository");
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
