using MergeDsl.Checkpoints;
using MergeDsl.Engine;
using MergeDsl.Testing;

namespace MergeDsl.Faults;

/// <summary>A checkpoint, a merge of it, and what the merge makes where nothing fails.</summary>
public sealed class FaultWorld : IDisposable
{
    private const string Yaml = """
        merge_method: passthrough
        dtype: bfloat16
        slices:
          - sources: [{model: source, layer_range: [0, 4]}]
          - sources: [{model: source, layer_range: [3, 4], parameters: {scale: [{filter: o_proj, value: 0.0}, {filter: down_proj, value: 0.0}, {value: 1.0}]}}]

        """;

    private const string FormerYaml = """
        merge_method: passthrough
        dtype: bfloat16
        slices:
          - sources: [{model: source, layer_range: [0, 2]}]

        """;

    private readonly string root;

    public FaultWorld(string directory)
    {
        root = Path.Combine(directory, "mergedsl-faults-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(root);
        // Large enough that a run takes a while: some 30 MB.
        TinyCheckpoint.Mistral(hidden: 512).Shards(2).Write(In("models", "source"));
        File.WriteAllText(In("merge.yml"), Yaml);
        File.WriteAllText(In("former.yml"), FormerYaml);
        New = Made("merge.yml");
        Former = Made("former.yml");
    }

    /// <summary>The content of the complete output.</summary>
    public IReadOnlyDictionary<string, string> New { get; }

    /// <summary>The content of an output that is there before.</summary>
    public IReadOnlyDictionary<string, string> Former { get; }

    public string In(params string[] parts) => Path.Combine([root, .. parts]);

    /// <summary>The command line of a run of the merge, behind the program.</summary>
    public string[] Command(string output, bool overwrite = true, string merge = "merge.yml", params string[] more) =>
        [
            Path.Combine(AppContext.BaseDirectory, "MergeDsl.Tool.dll"),
            "run",
            In(merge),
            "--out",
            output,
            "--models-dir",
            In("models"),
            "--shard-size",
            "4MB",
            "--quiet",
            .. overwrite ? ["--overwrite"] : Array.Empty<string>(),
            .. more,
        ];

    /// <summary>Runs the merge.</summary>
    public ProcessRun Run(string output, bool overwrite = true, string merge = "merge.yml", params string[] more) =>
        ProcessRun.Of("dotnet", Command(output, overwrite, merge, more), root);

    /// <summary>Runs a program that must end well.</summary>
    public ProcessRun Do(string program, params string[] arguments)
    {
        ProcessRun run = ProcessRun.Of(program, arguments, root);
        return run.ExitCode == 0
            ? run
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {run.Output}{run.Error}");
    }

    /// <summary>Makes the state before a trial: no output, or the former one.</summary>
    public string Prepare(bool hasFormer, string? output = null)
    {
        output ??= In("out", "merged");
        string around = Path.GetDirectoryName(output)!;
        if (Directory.Exists(around))
            FileSystem.OfSystem.RemoveTree(around);
        Directory.CreateDirectory(around);
        if (hasFormer)
            CopyFormer(output);
        return output;
    }

    public void CopyFormer(string output)
    {
        Directory.CreateDirectory(output);
        foreach (string name in Former.Keys)
            File.Copy(In("made-former.yml", name), Path.Combine(output, name));
    }

    /// <summary>Says what is wrong with what a run has left: null where the output is the former or the new one, whole.</summary>
    /// <param name="output">The output directory.</param>
    /// <param name="hadFormer">Whether there was an output before.</param>
    /// <param name="exitCode">How the run ended; null where it was killed.</param>
    public string? Judge(string output, bool hadFormer, int? exitCode)
    {
        IReadOnlyDictionary<string, string>? found = Content(output);
        bool isNew = found is not null && Same(found, New);
        bool isFormer = hadFormer ? found is not null && Same(found, Former) : found is null;
        if (exitCode == 0 && !isNew)
            return "it ended well without the output";
        if (!isNew && !isFormer)
            return "the target is neither the former one nor the new one";
        string? partial = Directory
            .EnumerateDirectories(Path.GetDirectoryName(output)!)
            .Where(directory => directory != output && Checkpoint.Open(directory).Checkpoint is not null)
            .FirstOrDefault(directory => !Whole(directory, New) && !Whole(directory, Former));
        return partial is null ? null : $"{partial} loads and is not whole";
    }

    /// <summary>Runs the merge again, where nothing fails, and says what is wrong with the result.</summary>
    public string? JudgeNext(string output)
    {
        ProcessRun next = Run(output);
        if (next.ExitCode != 0)
            return $"the next run ended with {next.ExitCode}: {next.Error}";
        if (Content(output) is not { } found || !Same(found, New))
            return "the next run has not made the output";
        string[] hidden =
        [
            .. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(output)!, ".*").Select(path => Path.GetFileName(path)),
        ];
        return hidden.Length == 0 ? null : $"the next run left {string.Join(", ", hidden)}";
    }

    /// <summary>The files of a directory with hashes of their bytes; null where there is none, or an empty one.</summary>
    public static IReadOnlyDictionary<string, string>? Content(string directory)
    {
        if (!Directory.Exists(directory))
            return null;
        var found = Directory
            .EnumerateFiles(directory)
            .ToDictionary(
                path => Path.GetFileName(path),
                path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))
            );
        return found.Count == 0 ? null : found;
    }

    public static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out string? other) && other == pair.Value);

    public void Dispose() => FileSystem.OfSystem.RemoveTree(root);

    private static bool Whole(string directory, IReadOnlyDictionary<string, string> expected) =>
        Content(directory)!
            .Where(pair => pair.Key != OutputRecord.FileName)
            .All(pair => expected.GetValueOrDefault(pair.Key) == pair.Value);

    private IReadOnlyDictionary<string, string> Made(string merge)
    {
        ProcessRun run = Run(In("made-" + merge), overwrite: false, merge);
        return run.ExitCode == 0
            ? Content(In("made-" + merge))!
            : throw new InvalidOperationException($"the merge does not run even where nothing fails: {run.Error}");
    }
}
