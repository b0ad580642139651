using System.Text.Json;
using MergeDsl.OutputFiles;
using MergeDsl.Testing;
using MergeDsl.Tests.Tool;
using Xunit;

namespace MergeDsl.Tests.Output;

/// <summary>The statements of an output about its making: true for everyone, and nothing of this machine.</summary>
public sealed class PublishedFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_path_is_published_by_its_last_segment()
    {
        Write("models/tiny", "one");
        Write("other/tiny", "two");
        TinyCheckpoint.Mistral().Config("_name_or_path", "\"/home/ada/tiny\"").Write(directory.Path("models", "base"));
        string given = $"""
            # as in /home/ada/notes/merge.txt, after https://example.com/a/b/c and 1/2
            models:
              - model: {directory.Path("models", "tiny")} # the first
                parameters:
                  weight: 0.25
              - model: other/tiny
                parameters: "{"weight"}": 0.75
            base_model: {directory.Path("models", "base")}
            merge_method: task_arithmetic
            dtype: bfloat16

            """.Replace("parameters: \"weight\": 0.75", "parameters: {weight: 0.75}", StringComparison.Ordinal);
        ToolRun plan = await ToolRun.Of("plan", directory.Write("merge.yml", given), "--json"),
            run = await ToolRun.Of("run", directory.Path("merge.yml"), directory.Path("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        foreach (string file in (string[])["README.md", "mergekit_config.yml", "mergedsl.json", "config.json"])
        {
            string text = File.ReadAllText(directory.Path("out", file));
            Assert.DoesNotContain(directory, text, StringComparison.Ordinal);
            Assert.DoesNotContain("/home/ada", text, StringComparison.Ordinal);
            Assert.DoesNotContain("other/", text, StringComparison.Ordinal);
        }
        // Names and comments aside it is the YAML that was given, with two names for two models.
        Assert.Equal(
            given
                .Replace("/home/ada/notes/", "", StringComparison.Ordinal)
                .Replace(directory.Path("models") + "/", "", StringComparison.Ordinal)
                .Replace("model: other/tiny", "model: tiny-2", StringComparison.Ordinal),
            File.ReadAllText(directory.Path("out", "mergekit_config.yml"))
        );
        JsonElement said = JsonDocument.Parse(File.ReadAllText(directory.Path("out", "mergedsl.json"))).RootElement;
        Assert.Equal(plan.ReadJson().GetProperty("hash").GetString(), said.GetProperty("plan").GetString());
        Assert.Equal(
            ["base", "tiny", "tiny-2"],
            said.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("model").GetString()).Order()
        );
        string card = File.ReadAllText(directory.Path("out", "README.md"));
        Assert.DoesNotContain("base_model:\n-", card, StringComparison.Ordinal);
        Assert.Equal(
            "tiny",
            JsonDocument.Parse(File.ReadAllText(directory.Path("out", "config.json"))).RootElement.GetProperty("_name_or_path").GetString()
        );
    }

    [Theory]
    [InlineData("/data/true", "true")]
    [InlineData("/data/1e3", "1e3")]
    [InlineData("/data/a b", "a b")]
    [InlineData("/data/#x", "#x")]
    public void Where_a_path_cannot_be_replaced_in_place_the_YAML_is_written_anew(string id, string name)
    {
        string given =
            $"models:\n- {{model: \"{id.Replace("/data/", "/data/\\x2e/", StringComparison.Ordinal)}\"}}\nmerge_method: linear\n";
        YamlMerge read = MergeYaml.Read(given, "merge.yml");
        string path = read.Documents[0].Spec!.Models[0].Model.Id;
        var names = PublishedNames.Of([new(path, true)], []);
        string yaml = names.Yaml(given, new() { Spec = read.Documents[0].Spec!, Hash = "" });
        Assert.DoesNotContain("/data", yaml, StringComparison.Ordinal);
        Assert.Equal(name, MergeYaml.Read(yaml, "merge.yml").Documents[0].Spec!.Models[0].Model.Id);
    }

    [Theory]
    [InlineData("see /data/models/llama.", "see llama.")]
    [InlineData("'/data/models/llama/config.json' and /data/models/llama-2", "'llama/config.json' and llama-2")]
    [InlineData("org/data/models/llama and 3/4 of https://example.com/x/y", "org/data/models/llama and 3/4 of https://example.com/x/y")]
    [InlineData("~/models/llama, C:\\models\\llama and ~/x", "llama, llama and x")]
    public void No_absolute_path_is_left_in_a_message(string message, string published) =>
        Assert.Equal(published, PublishedNames.Of([new("/data/models/llama", true)], []).InMessage(message));

    [Fact]
    public async Task A_card_is_text_whatever_the_names_and_the_YAML_hold()
    {
        const string Hostile = "<img src=x onerror=alert(1)>&amp;[a](b)`c`";
        TinyCheckpoint.Mistral().File("README.md", "---\nlicense: 'mit: # \"<b>'\n---\n").Write(directory.Path("models", Hostile));
        string yaml =
            "# ```\n# ~~~~\n# `````\n# </code><script>alert(1)</script>\nname: '# <b>bold</b>'\n"
            + $"slices:\n- sources: [{{model: '{Hostile}', layer_range: [0, 4]}}]\nmerge_method: passthrough\ndtype: bfloat16\n";
        ToolRun run = await ToolRun.Of(
            "run",
            directory.Write("merge.yml", yaml),
            directory.Path("out"),
            "--models-dir",
            directory.Path("models")
        );
        Assert.True(run.ExitCode == 0, run.Error);
        string card = File.ReadAllText(directory.Path("out", "README.md"));
        string[] parts = card.Split("\n``````");
        Assert.Equal(3, parts.Length);
        Assert.Equal("yaml\n" + yaml.TrimEnd('\n'), parts[1]);
        string prose = parts[0] + parts[2];
        Assert.DoesNotContain('<', prose[prose.IndexOf("# ", StringComparison.Ordinal)..]);
        Assert.Contains("\n# \\# &lt;b&gt;bold&lt;/b&gt;\n", prose, StringComparison.Ordinal);
        Assert.Contains("\n- &lt;img src=x onerror=alert(1)&gt;&amp;amp;\\[a\\](b)\\`c\\`\n", prose, StringComparison.Ordinal);
        string[] front = card.Split("---\n")[1].Split('\n');
        string licence = Assert.Single(front, line => line.StartsWith("license: ", StringComparison.Ordinal))["license: ".Length..];
        Assert.True(licence[0] is '\'' or '"', licence);
    }

    [Fact]
    public async Task A_relative_path_is_no_model_of_the_hub()
    {
        Write("org/tiny", "one");
        string yaml = "slices:\n- sources: [{model: org/tiny, layer_range: [0, 4]}]\nmerge_method: passthrough\ndtype: bfloat16\n";
        string merge = directory.Write("merge.yml", yaml);
        Assert.Equal(0, (await ToolRun.Of("run", merge, directory.Path("path"))).ExitCode);
        Assert.DoesNotContain("base_model", File.ReadAllText(directory.Path("path", "README.md")), StringComparison.Ordinal);
        string away = directory.Write("away/merge.yml", yaml);
        Assert.Equal(0, (await ToolRun.Of("run", away, directory.Path("named"), "--models-dir", directory)).ExitCode);
        Assert.StartsWith(
            "---\nbase_model:\n- org/tiny\n",
            File.ReadAllText(directory.Path("named", "README.md")),
            StringComparison.Ordinal
        );
        Assert.Equal(yaml, File.ReadAllText(directory.Path("named", "mergekit_config.yml")));
    }

    private void Write(string path, string word) => TinyCheckpoint.Mistral(seed: word.Length).Tokenizer(word).Write(directory.Path(path));
}
