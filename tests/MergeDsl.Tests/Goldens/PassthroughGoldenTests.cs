using System.Text.Json;
using MergeDsl.Testing;
using MergeDsl.Tool;
using Xunit;

namespace MergeDsl.Tests.Goldens;

/// <summary>What the reference makes of tiny checkpoints with passthrough, to the byte.</summary>
public class PassthroughGoldenTests
{
    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        if (SharedData.Root is null) cases.Add("");
        else
        {
            foreach (string directory in Directory.EnumerateDirectories(SharedData.Path("goldens", "cases")).Order(StringComparer.Ordinal))
            {
                if (Describe(directory).GetProperty("group").GetString() == "passthrough") cases.Add(Path.GetFileName(directory));
            }
        }
        return cases;
    }

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public async Task The_output_is_the_reference_s(string name)
    {
        string directory = SharedData.Path("goldens", "cases", name), models = SharedData.Path("goldens", "models");
        using var scratch = new ScratchDirectory();
        foreach (int threads in name.StartsWith("shards", StringComparison.Ordinal) ? (int[])[1, 2, 7] : [2])
        {
            string output = scratch.Path($"out-{threads}");
            LoadedMerge loaded = await MergeFile.LoadAsync(Path.Combine(directory, "merge.yml"), new() { ModelsDirectory = models, ToRun = true }, default);
            Assert.True(ExitCode.Of(loaded.Diagnostics) == 0, string.Join("\n", loaded.Diagnostics));
            Assert.DoesNotContain(loaded.Diagnostics, diagnostic => diagnostic.Severity == Severity.Warning);
            await loaded.Links[loaded.Result].Bound!.RunAsync(output, new() { Threads = threads, ShardSize = ShardSize(directory) });
            Assert.Equal("equal", Compare(directory, output, models));
        }
    }

    private static long ShardSize(string directory)
    {
        string[] flags = [.. Describe(directory).GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)];
        int at = Array.IndexOf(flags, "--out-shard-size");
        if (at < 0) return MergeOptions.DefaultShardSize;
        Assert.True(ByteSize.TryParse(flags[at + 1], out long size, out string? fault), fault);
        return size;
    }

    private static JsonElement Describe(string directory) => JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "case.json"))).RootElement;

    private static string Compare(string directory, string output, string models)
    {
        ProcessRun run = ProcessRun.Of("python3", [SharedData.Path("tools", "compare-golden"), directory, output, models]);
        return (run.Output + run.Error).Trim();
    }
}
