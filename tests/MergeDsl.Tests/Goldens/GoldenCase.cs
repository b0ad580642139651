using System.Text.Json;
using MergeDsl.Testing;
using MergeDsl.Tool;
using Xunit;

namespace MergeDsl.Tests.Goldens;

/// <summary>A result of the reference tool, and how an output is compared with it.</summary>
internal sealed class GoldenCase(string name)
{
    private static string Models => SharedData.Path("goldens", "models");

    private readonly string directory = SharedData.Path("goldens", "cases", name);

    private JsonElement Description => JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "case.json"))).RootElement;

    /// <summary>The names of all cases of a group; an empty one where the data is absent, for a test that is skipped.</summary>
    public static TheoryData<string> Names(string group)
    {
        var names = new TheoryData<string>();
        if (SharedData.Root is null)
            names.Add("");
        else
        {
            foreach (string path in Directory.EnumerateDirectories(SharedData.Path("goldens", "cases")).Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileName(path);
                if (new GoldenCase(name).Description.GetProperty("group").GetString() == group)
                    names.Add(name);
            }
        }
        return names;
    }

    /// <summary>The seed of the reference's run, or null.</summary>
    public uint? Seed => Description.GetProperty("seed") is { ValueKind: JsonValueKind.Number } seed ? seed.GetUInt32() : null;

    /// <summary>The shard size of the reference's run.</summary>
    public long ShardSize
    {
        get
        {
            string[] flags = [.. Description.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)];
            int at = Array.IndexOf(flags, "--out-shard-size");
            if (at < 0)
                return MergeOptions.DefaultShardSize;
            Assert.True(ByteSize.TryParse(flags[at + 1], out long size, out string? fault), fault);
            return size;
        }
    }

    /// <summary>Runs the merge.</summary>
    public async Task<MergeReport> Run(string output, MergeOptions options)
    {
        LoadedMerges loaded = await MergeFile.LoadAsync(
            Path.Combine(directory, "merge.yml"),
            new() { ModelsDirectory = Models, ToRun = true },
            default
        );
        Assert.True(ExitCode.Of(loaded.Diagnostics) == 0, string.Join("\n", loaded.Diagnostics));
        Assert.DoesNotContain(loaded.Diagnostics, diagnostic => diagnostic.Severity == Severity.Warning);
        return await loaded.Merges[loaded.Result].Bound!.RunAsync(output, options);
    }

    /// <summary>What differs from the reference, or <c>equal</c>.</summary>
    public string Compare(string output)
    {
        ProcessRun run = ProcessRun.Of("python3", [SharedData.Path("tools", "compare-golden"), directory, output, Models]);
        return (run.Output + run.Error).Trim();
    }
}
