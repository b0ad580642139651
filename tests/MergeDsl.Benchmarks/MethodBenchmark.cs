using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MergeDsl.Benchmarks;

/// <summary>Every method on three models of one size, against reading the inputs and copying one of them.</summary>
internal static class MethodBenchmark
{
    public const string Verb = "methods-run";

    private static readonly string[] Names = ["base", "a", "b"];

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">Directory, gigabytes of a model, runs, and the number of models where it is not two and then three.</param>
    public static int Run(IReadOnlyList<string> args)
    {
        string directory = Path.Combine(args[0], "mergedsl-benchmark-methods");
        double scale = double.Parse(args[1], CultureInfo.InvariantCulture) / 14.5;
        int runs = int.Parse(args[2], CultureInfo.InvariantCulture);
        try
        {
            WriteAll(directory, scale);
            SyntheticCheckpoint[] models = [.. Names.Select(name => new SyntheticCheckpoint(Path.Combine(directory, name), scale))];
            Print(
                $"three models of {ByteSize.Print(models[0].Bytes)} each; memory copy {Machine.MemoryBandwidth() / 1e9:0.0} GB/s; {Environment.ProcessorCount} processors; {runs} runs"
            );
            Print(
                $"{"method", -18}{"models", 7}{"best s", 9}{"median s", 10}{"of read and copy (best)", 25}{"GB/s", 7}{"processor s", 13}{"peak MB", 9}"
            );
            foreach (int count in args.Count > 3 ? [int.Parse(args[3], CultureInfo.InvariantCulture)] : (int[])[2, 3])
            {
                var copy = new Result("read and copy");
                var results = new List<Result>();
                foreach (MethodSchema schema in MethodSchemas.All.Where(schema => IsFor(schema.Name, count)))
                {
                    var result = new Result(schema.Name);
                    for (int run = 0; run < runs; run++)
                    {
                        // What it is compared with is measured right before, under the same load.
                        double before = Copy(models[..count], Path.Combine(directory, "out"));
                        copy.Seconds.Add(before);
                        Measure(result, directory, schema.Name, count);
                        result.Ratios.Add(result.Seconds[^1] / before);
                    }
                    results.Add(result);
                }
                Print(
                    $"{copy.Name, -18}{count, 7}{copy.Best, 9:0.00}{copy.Median, 10:0.00}{1, 18:0.00}{"", 7}{(count + 1) * models[0].Bytes / copy.Best / 1e9, 7:0.00}"
                );
                foreach (Result result in results)
                {
                    Print(
                        $"{result.Name, -18}{count, 7}{result.Best, 9:0.00}{result.Median, 10:0.00}{result.MedianRatio, 16:0.00} ({result.BestRatio, 4:0.00})  {(count + 1) * models[0].Bytes / result.Best / 1e9, 7:0.00}{result.Processor, 13:0.0}{result.Kilobytes / 1e3, 9:0}"
                    );
                }
            }
            return 0;
        }
        finally
        {
            FileSystem.OfSystem.RemoveTree(directory);
        }
    }

    /// <summary>Writes the three models only, to measure single merges of them.</summary>
    public static int WriteModels(string directory, double gigabytes)
    {
        WriteAll(directory, gigabytes / 14.5);
        return 0;
    }

    /// <summary>One merge in a process of its own.</summary>
    public static int RunOne(IReadOnlyList<string> args)
    {
        MergePlan plan = Plan(args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
        MergeReport report = plan.RunAsync(args[3], new() { Seed = 1 }).GetAwaiter().GetResult();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Elapsed.TotalSeconds} {Machine.PeakResidentKilobytes()} {Environment.CpuUsage.TotalTime.TotalSeconds}"
            )
        );
        return 0;
    }

    private static void WriteAll(string directory, double scale)
    {
        Directory.CreateDirectory(directory);
        foreach ((string name, int noise) in Names.Select((name, noise) => (name, noise)))
            Write(new(Path.Combine(directory, name), scale), noise);
    }

    private static bool IsFor(string method, int count) =>
        method switch
        {
            "passthrough" => false,
            "slerp" or "nearswap" or "arcee_fusion" => count == 2,
            "model_stock" => count == 3,
            _ => true,
        };

    /// <summary>The size of a model that was written.</summary>
    public static long SizeOfModel(string directory, double gigabytes) =>
        new SyntheticCheckpoint(Path.Combine(directory, Names[0]), gigabytes / 14.5).Bytes;

    /// <summary>The declaration of a merge of the models.</summary>
    public static string Yaml(string directory, string method, int count)
    {
        string start = Path.Combine(directory, "base");
        string[] others = count == 2 ? ["a"] : ["a", "b"];
        string models = string.Concat(
            others.Select(name =>
                $"  - model: {Path.Combine(directory, name)}\n    parameters: {{weight: 0.6, density: 0.5, epsilon: 0.1, gamma: 0.01}}\n"
            )
        );
        bool isPlain = method is "linear" or "karcher" || (method is "nuslerp" or "multislerp" && count == 2);
        string baseModel = isPlain
            ? $"  - model: {start}\n    parameters: {{weight: 0.4}}\nmerge_method: {method}\n"
            : $"merge_method: {method}\nbase_model: {start}\n";
        return $"models:\n{models}{baseModel}dtype: bfloat16\nparameters: {{t: 0.3, select_topk: 0.5}}\n";
    }

    private static MergePlan Plan(string directory, string method, int count)
    {
        YamlMerge merge = MergeYaml.Read(Yaml(directory, method, count), "merge.yml");
        return MergeCheck.Run(merge.Documents[0].Spec!, ManifestSet.Empty, []).Plan!;
    }

    private static void Measure(Result result, string directory, string method, int count)
    {
        string output = Path.Combine(directory, "out");
        string[] words = Machine
            .Execute(Environment.ProcessPath!, Verb, directory, method, count.ToString(CultureInfo.InvariantCulture), output)
            .Trim()
            .Split(' ');
        FileSystem.OfSystem.RemoveTree(output);
        result.Seconds.Add(double.Parse(words[0], CultureInfo.InvariantCulture));
        result.Processor = Math.Min(result.Processor, double.Parse(words[2], CultureInfo.InvariantCulture));
        result.Kilobytes = Math.Max(result.Kilobytes, long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Reads all models but one, copies that one, and waits for the disk.</summary>
    private static double Copy(SyntheticCheckpoint[] models, string output)
    {
        Directory.CreateDirectory(output);
        var watch = Stopwatch.StartNew();
        Machine.Warm(models[1..].SelectMany(model => model.Files));
        Machine.Execute("cp", [.. models[0].Files, output]);
        Machine.Execute("sync", "-f", output);
        double seconds = watch.Elapsed.TotalSeconds;
        FileSystem.OfSystem.RemoveTree(output);
        return seconds;
    }

    /// <summary>Writes a model: the numbers of all models are alike, those after the first with some noise.</summary>
    private static void Write(SyntheticCheckpoint model, int noise)
    {
        model.Write();
        foreach (string file in model.Files)
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            byte[] bytes = new byte[4 << 20];
            RandomAccess.Read(handle, bytes, 0);
            long header = 8 + BitConverter.ToInt64(bytes),
                length = RandomAccess.GetLength(handle);
            ulong common = (ulong)length | 1,
                own = ((ulong)length * 31) + (ulong)noise + 1;
            for (long offset = header; offset < length; offset += bytes.Length)
            {
                Span<byte> part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, length - offset));
                foreach (ref ushort value in MemoryMarshal.Cast<byte, ushort>(part))
                {
                    float number = Next(ref common) * 0.05f;
                    if (noise > 0)
                        number += Next(ref own) * 0.002f;
                    value = Kernels.BFloat16Format.Narrow(number);
                }
                RandomAccess.Write(handle, part, offset);
            }
        }
    }

    /// <summary>About normal, around 0.</summary>
    private static float Next(ref ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return ((short)state + (short)(state >> 16) + (short)(state >> 32) + (short)(state >> 48)) / 65536f;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
