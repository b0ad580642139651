using System.Text.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Tool;

/// <summary><c>inspect</c> and <c>manifest</c> on existing and missing files.</summary>
public class ToolFileTests
{
    [Theory]
    [InlineData("nowhere", "MDSL0705")]
    [InlineData("models", "MDSL0502")]
    [InlineData("merge.yml", "MDSL0504")]
    [InlineData("models/m/config.json", "MDSL0504")]
    [InlineData("/dev/null", "MDSL0705")]
    public async Task Inspect_says_what_it_cannot_look_at(string path, string id)
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        string target = directory.Path(path);
        ToolRun text = await ToolRun.Of("inspect", target),
            json = await ToolRun.Of("inspect", target, "--json");
        Assert.Equal((3, 3), (text.ExitCode, json.ExitCode));
        Assert.Empty(text.Output);
        Assert.Contains($"(1,1): error {id}: ", Assert.Single(text.ErrorLines));
        Assert.Empty(json.Error);
        JsonElement said = Assert.Single(json.ReadJson().GetProperty("diagnostics").EnumerateArray());
        Assert.Equal(
            (id, 1, 1),
            (said.GetProperty("id").GetString(), said.GetProperty("line").GetInt32(), said.GetProperty("column").GetInt32())
        );
    }

    [Fact]
    public async Task Inspect_looks_at_a_single_file()
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        JsonElement json = (await ToolRun.Of("inspect", directory.Path("models", "m", "model.safetensors"), "--json")).ReadJson();
        Assert.Equal((21, "pt"), (json.GetProperty("tensors").GetInt32(), json.GetProperty("metadata").GetProperty("format").GetString()));
    }

    [Fact]
    public async Task A_manifest_is_written_as_a_whole_and_never_over_something_else()
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        string model = directory.Path("models", "m"),
            manifest = directory.Path("m.checkpoint.json");
        ToolRun made = await ToolRun.Of("manifest", model, "--model", "some/m@v1", "-o", manifest);
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        string text = File.ReadAllText(manifest);
        Assert.Contains("some/m", text);
        Assert.Equal(0, (await ToolRun.Of("manifest", model, "-o", manifest)).ExitCode);
        Assert.NotEqual(text, File.ReadAllText(manifest));

        string before = DirectoryState.Of(directory);
        foreach (
            string target in (string[])
                [
                    Path.Combine(model, "config.json"),
                    Path.Combine(model, "model.safetensors"),
                    model,
                    directory.Path("nowhere", "m.json"),
                    directory.Path("merge.yml", "m.json"),
                    "/proc/m.json",
                ]
        )
        {
            ToolRun run = await ToolRun.Of("manifest", model, "-o", target);
            Assert.Equal(3, run.ExitCode);
            Assert.StartsWith(
                $"{target}(1,1): error MDSL0704: cannot write '{target}': ",
                Assert.Single(run.ErrorLines),
                StringComparison.Ordinal
            );
        }
        Assert.Equal(before, DirectoryState.Of(directory));
    }

    [Fact]
    public async Task A_declaration_is_written_as_a_whole_and_never_over_its_merge()
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        string merge = directory.Path("merge.yml"),
            text = (await ToolRun.Of("convert", merge)).Output;
        Assert.Contains("Passthrough", text);
        ToolRun onto = await ToolRun.Of("convert", merge, "-o", directory.Path("models", "..", "merge.yml")),
            made = await ToolRun.Of("convert", merge, "-o", directory.Path("Merge.cs"));
        Assert.Equal((3, 0), (onto.ExitCode, made.ExitCode));
        Assert.Contains("it is the merge itself; choose another place for the declaration", Assert.Single(onto.ErrorLines));
        Assert.Equal((WrongInput.MergeText(), text), (File.ReadAllText(merge), File.ReadAllText(directory.Path("Merge.cs"))));
        Assert.Equal(3, (await ToolRun.Of("convert", directory.Path("nowhere.yml"))).ExitCode);
        Assert.Equal(1, (await ToolRun.Of("convert", directory.Write("wrong.yml", "merge_method: pasthrough\n"))).ExitCode);
    }

    [Fact]
    public async Task A_wrong_checkpoint_has_no_manifest()
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        File.Delete(directory.Path("models", "m", "config.json"));
        ToolRun run = await ToolRun.Of("manifest", directory.Path("models", "m"), "-o", directory.Path("m.checkpoint.json"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error MDSL0507", Assert.Single(run.ErrorLines));
        Assert.False(File.Exists(directory.Path("m.checkpoint.json")));
    }
}
