using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Tool;

public sealed class CleanTests
{
    [Fact]
    public async Task What_killed_merges_left_is_listed_and_removed()
    {
        using var directory = new TemporaryDirectory();
        directory.Write(".merged.mergedsl-0123abcd/model.safetensors", "x");
        directory.Write(".other.mergedsl-0123abcd/model.safetensors", "x");
        directory.Write(".merged.mergedsl-lock", "");
        directory.Write("merged/.mergedsl-old-0123abcd/config.json", "{}");
        directory.Write(".merged.mergedsl-notes", "mine");

        ToolRun dry = await ToolRun.Of("clean", directory.Path("merged"), "--dry-run");
        Assert.Equal(0, dry.ExitCode);
        Assert.Equal(2, dry.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.True(Directory.Exists(directory.Path(".merged.mergedsl-0123abcd")));

        ToolRun run = await ToolRun.Of("clean", directory.Path("merged"), "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            // What is no output of ours is not removed with everything in it.
            ["replaced False", "unfinished True"],
            run.ReadJson()
                .GetProperty("leftovers")
                .EnumerateArray()
                .Select(left => $"{left.GetProperty("state")} {left.GetProperty("removed")}")
                .Order(StringComparer.Ordinal)
        );
        Assert.False(Directory.Exists(directory.Path(".merged.mergedsl-0123abcd")));
        Assert.True(Directory.Exists(directory.Path(".other.mergedsl-0123abcd")));
        Assert.True(File.Exists(directory.Path(".merged.mergedsl-notes")));

        Assert.Contains("nothing is left", (await ToolRun.Of("clean", directory.Path("nowhere"))).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await ToolRun.Of("clean")).ExitCode);
    }
}
