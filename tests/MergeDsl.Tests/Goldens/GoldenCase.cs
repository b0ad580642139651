using System.Text.Json;
using MergeDsl.Testing;
using MergeDsl.Tool;
using Xunit;

namespace MergeDsl.Tests.Goldens;

/// <summary>A result of the reference tool, and how an output is compared with it.</summary>
internal sealed class GoldenCase(string name)
{
    private readonly string directory = GoldenData.Case(name);

    private JsonElement Description => GoldenData.Description(name);

    /// <summary>The names of all cases of some groups; an empty one where the data is absent, for a test that is skipped.</summary>
    public static TheoryData<string> Names(params string[] groups) => GoldenData.Theory(GoldenData.Cases(groups.Contains));

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

    /// <summary>Loads the merge as <c>run</c> does.</summary>
    public Task<LoadedMerges> Load() =>
        MergeFileSource.LoadAsync(
            Path.Combine(directory, "merge.yml"),
            new() { ModelsDirectory = GoldenData.Models, ToRun = true },
            default
        );

    /// <summary>Runs the merge.</summary>
    public async Task<MergeReport> Run(string output, MergeOptions options)
    {
        LoadedMerges loaded = await Load();
        Assert.True(ExitCode.Of(loaded.Diagnostics) == 0, string.Join("\n", loaded.Diagnostics));
        // The models have four layers, and some gradients five values.
        Assert.DoesNotContain(
            loaded.Diagnostics,
            diagnostic => diagnostic.Severity == Severity.Warning && diagnostic.Kind != DiagnosticKinds.LongGradient
        );
        return await loaded.Merges[loaded.Result].Bound!.RunAsync(output, options);
    }

    /// <summary>The difference from the reference, or <c>equal</c>.</summary>
    public string Compare(string output)
    {
        ProcessRun run = ProcessRun.Of("python3", [SharedData.Path("tools", "compare-golden"), directory, output, GoldenData.Models]);
        return (run.Output + run.Error).Trim();
    }
}
