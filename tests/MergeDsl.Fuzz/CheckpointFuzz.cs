using System.Diagnostics;
using System.Globalization;
using System.Text;
using MergeDsl.Checkpoints;
using MergeDsl.Testing;
using MergeDsl.Tool;

namespace MergeDsl.Fuzz;

/// <summary>The result of a run over checkpoints.</summary>
/// <param name="Inputs">How many checkpoints were tried.</param>
/// <param name="Planned">How many could be planned.</param>
/// <param name="Run">How many were merged.</param>
/// <param name="Slowest">What the slowest took.</param>
/// <param name="Most">The most bytes that one allocated.</param>
/// <param name="Failures">Where what failed is kept, and why.</param>
public sealed record CheckpointReport(int Inputs, int Planned, int Run, TimeSpan Slowest, long Most, IReadOnlyList<FuzzFailure> Failures);

/// <summary>Inspects, plans and runs merges of mutated checkpoints with the tool itself: never a fault of its own, a hang, or more memory than its limits allow.</summary>
public sealed class CheckpointFuzz
{
    /// <summary>No checkpoint of some kilobytes takes longer, on the slowest machine that tests run on.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The limits of manifests and expanded merges let a few characters state a million tensors, at some kilobytes each: whatever allocates more has none.</summary>
    private const long MostBytes = 8L << 30;

    private readonly Dictionary<string, FuzzFailure> failures = new(StringComparer.Ordinal);
    private readonly Action<string> log;
    private readonly Random random;
    private readonly SortedDictionary<string, byte[]>[] seeds;
    private readonly Mutation yaml;
    private readonly string keep;
    private int inputs,
        planned,
        run;
    private TimeSpan slowest;
    private long most;

    private CheckpointFuzz(int seed, string keep, Action<string> log)
    {
        random = new Random(seed);
        seeds = [.. Seeds()];
        yaml = new(random, [.. seeds.Select(files => Encoding.UTF8.GetString(files["merge.yml"]))]);
        this.keep = keep;
        this.log = log;
    }

    /// <summary>Runs for some time.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="seed">The seed of all mutations.</param>
    /// <param name="keep">The directory in which checkpoints that fail are kept.</param>
    /// <param name="log">Gets a line every minute, and every failure as soon as it is found.</param>
    public static CheckpointReport Run(TimeSpan duration, int seed, string keep, Action<string> log)
    {
        var fuzz = new CheckpointFuzz(seed, keep, log);
        fuzz.Execute(duration);
        return new(fuzz.inputs, fuzz.planned, fuzz.run, fuzz.slowest, fuzz.most, [.. fuzz.failures.Values]);
    }

    private void Execute(TimeSpan duration)
    {
        Stopwatch clock = Stopwatch.StartNew(),
            last = Stopwatch.StartNew();
        var mutation = new CheckpointMutation(random);
        while (clock.Elapsed < duration && failures.Count < 20)
        {
            SortedDictionary<string, byte[]> files = new(seeds[random.Next(seeds.Length)], StringComparer.Ordinal);
            for (int count = random.Next(1, 5); count > 0 && files.Count > 0; count--)
                mutation.Change(files);
            if (random.Next(4) == 0)
                files["merge.yml"] = Encoding.UTF8.GetBytes(yaml.Next());
            using var directory = new ScratchDirectory();
            Write(files, directory.Root);
            inputs++;
            long before = Stopwatch.GetTimestamp(),
                allocated = GC.GetTotalAllocatedBytes();
            Task attempt = Task.Run(() => AttemptAsync(directory.Root));
            bool isDone = true;
            try
            {
                isDone = attempt.Wait(Limit);
            }
            catch (AggregateException crash)
            {
                Fail(
                    files,
                    crash.InnerException!.ToString(),
                    crash.InnerException.GetType().Name + Origin(crash.InnerException.StackTrace)
                );
            }
            TimeSpan took = Stopwatch.GetElapsedTime(before);
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            slowest = took > slowest ? took : slowest;
            most = Math.Max(most, allocated);
            if (allocated > MostBytes)
                Fail(files, FormattableString.Invariant($"it allocated {allocated} bytes"), "memory");
            if (!isDone)
            {
                Fail(files, FormattableString.Invariant($"it took longer than {Limit.TotalSeconds} s"), "hang");
                return;
            }
            if (last.Elapsed < TimeSpan.FromMinutes(1))
                continue;
            last.Restart();
            log(
                FormattableString.Invariant(
                    $"{clock.Elapsed:hh\\:mm\\:ss} {inputs} checkpoints, {planned} planned, {run} run, slowest {slowest.TotalMilliseconds:F0} ms, most {most} bytes, {failures.Count} failures"
                )
            );
        }

        async Task AttemptAsync(string root)
        {
            string merge = Path.Combine(root, "merge.yml"),
                manifest = Path.Combine(root, "m.checkpoint.json"),
                model = Path.Combine(root, "m");
            await ToolAsync("inspect", model);
            await ToolAsync("manifest", model, "-o", Path.Combine(root, "made.checkpoint.json"));
            await ToolAsync("plan", merge, "--models-dir", root, "--manifest", manifest);
            if (await ToolAsync("plan", merge, "--models-dir", root, "--json") != App.ExitCode.Done)
                return;
            planned++;
            if (random.Next(4) > 0)
                return;
            if (
                await ToolAsync("run", merge, "--models-dir", root, "--out", Path.Combine(root, "out"), "--threads", "1")
                == App.ExitCode.Done
            )
            {
                run++;
                if (await ToolAsync("inspect", Path.Combine(root, "out")) != App.ExitCode.Done)
                    throw new InvalidOperationException("the output cannot be read");
            }
        }
    }

    private static async Task<int> ToolAsync(params string[] words)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture),
            error = new(CultureInfo.InvariantCulture);
        int exitCode = await ToolCommandLine.Make().RunAsync(words, output, error);
        if (exitCode == App.ExitCode.InternalError)
            throw new InvalidOperationException($"mergedsl {string.Join(" ", words)}\n{error}{(words.Contains("--json") ? output : "")}");
        foreach (char c in error.ToString())
        {
            if (c != '\n' && (char.IsControl(c) || c is '\u200E' or '\u200F' or '\u2028' or '\u2029'))
                throw new InvalidOperationException(
                    $"mergedsl {string.Join(" ", words)}\nan unprintable character in {Printable.Line(error.ToString())}"
                );
        }
        return exitCode;
    }

    /// <summary>The frame of the stack that is ours, so that one cause is kept once.</summary>
    private static string Origin(string? stack) =>
        stack?.Split('\n').FirstOrDefault(line => line.Contains("MergeDsl", StringComparison.Ordinal)) ?? "";

    private void Fail(SortedDictionary<string, byte[]> files, string reason, string cause)
    {
        // A fault of the tool carries its stack in its message.
        cause += Origin(
            reason
                .Split('\n')
                .SkipWhile(line => !line.TrimStart().StartsWith("at ", StringComparison.Ordinal))
                .Aggregate("", (all, line) => all + line + "\n")
        );
        if (failures.ContainsKey(cause))
            return;
        string directory = Path.Combine(keep, FormattableString.Invariant($"checkpoint-{failures.Count + 1}"));
        Write(files, directory);
        failures.Add(cause, new(directory, reason));
        log($"{directory}: {reason}");
    }

    private static void Write(SortedDictionary<string, byte[]> files, string root)
    {
        Directory.CreateDirectory(Path.Combine(root, "m"));
        foreach ((string name, byte[] content) in files)
            File.WriteAllBytes(Path.Combine(name is "merge.yml" or "m.checkpoint.json" ? root : Path.Combine(root, "m"), name), content);
    }

    private static IEnumerable<SortedDictionary<string, byte[]>> Seeds()
    {
        const string Linear = "merge_method: linear\ndtype: bfloat16\nmodels:\n- {model: m, parameters: {weight: 1}}\n",
            Expanded =
                """
                    merge_method: passthrough
                    dtype: float16
                    slices:
                    - sources: [{model: m, layer_range: [0, 2]}]
                    - sources: [{model: m, layer_range: [1, 3], parameters: {scale: [{filter: down_proj, value: 0}, {filter: o_proj, value: 0}, {value: 1}]}}]
                    - sources: [{model: m, layer_range: [3, 4]}]
                    """,
            Tokens =
                """
                    merge_method: linear
                    models:
                    - {model: m, parameters: {weight: 1}}
                    tokenizer: {source: base, tokens: {two: {source: {kind: model_token, model: m, token: three}}}}
                    """;
        yield return Read(TinyCheckpoint.Mistral(hidden: 4), Linear);
        yield return Read(TinyCheckpoint.Mistral(hidden: 4).Shards(2), Expanded);
        yield return Read(
            TinyCheckpoint
                .Mistral(hidden: 4)
                .Tensor("model.layers.1.mlp.experts.0.up_proj.weight", TensorDType.F32, 2, 2)
                .Tensor("model.layers.1.mlp.experts.1.up_proj.weight", TensorDType.F32, 2, 2)
                .Tensor("vision_tower.encoder.layers.0.fc.weight", TensorDType.F16, 2)
                .Tensor("position_ids", TensorDType.I64, 4)
                .Config(
                    "text_config",
                    """{"num_hidden_layers": 4, "dtype": null, "layer_types": ["full_attention", "sliding_attention", "full_attention", "sliding_attention"]}"""
                )
                .File("generation_config.json", """{"alignment_heads": [[0, 1], [2, 3]], "assistant_early_exit": 3}""")
                .File("README.md", "---\nlicense: mit\n---\n# m\n"),
            Expanded
        );
        yield return Read(TinyCheckpoint.Mistral(layers: 1, hidden: 4), Tokens);
    }

    private static SortedDictionary<string, byte[]> Read(TinyCheckpoint checkpoint, string merge)
    {
        using var directory = new ScratchDirectory();
        checkpoint.Write(directory.Path("m"));
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { ["merge.yml"] = Encoding.UTF8.GetBytes(merge) };
        foreach (string path in Directory.EnumerateFiles(directory.Path("m")))
            files.Add(Path.GetFileName(path), File.ReadAllBytes(path));
        Manifest manifest = Checkpoint.Open(directory.Path("m")).Checkpoint!.ReadManifest("m").Manifest!;
        files.Add("m.checkpoint.json", Encoding.UTF8.GetBytes(ManifestWriter.Write(manifest)));
        return files;
    }
}
