using System.Text;
using System.Text.Json;
using MergeDsl.Testing;
using VerifyXunit;
using Xunit;

namespace MergeDsl.Tests.App;

/// <summary>The verbs of a user's program.</summary>
public class MergeAppTests
{
    private static readonly Model M = "m",
        N = "n";

    private static readonly MergePlan First = MergePlan.Create(
        new Linear { Models = [new(M) { Weight = 0.3 }, new(N) { Weight = 0.7 }], DType = DType.BFloat16 }
    ) with
    {
        Name = "First",
    };
    private static readonly MergePlan Second = MergePlan.Create(
        new Passthrough { Slices = [((Model)First).Layers[0..4], N.Layers[2..4]], DType = DType.BFloat16 }
    ) with
    {
        Name = "Second",
    };
    private static readonly MergePlan Symbolic = MergePlan.Create(
        new Passthrough { Slices = [M.Layers[..], M.Layers[^1..].Transparent()], DType = DType.BFloat16 }
    ) with
    {
        Name = "Symbolic",
    };

    [Fact]
    public async Task A_plan_is_drawn_with_what_it_takes()
    {
        using TemporaryDirectory directory = Models();
        (int exitCode, string output, string error) = await Run([First, Second], "plan", "--models-dir", directory);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("Second: info MDSL0615: ", error, StringComparison.Ordinal);
        Assert.StartsWith("First: linear, bfloat16\n", output, StringComparison.Ordinal);
        Assert.Contains("\nSecond: passthrough, bfloat16\n", output, StringComparison.Ordinal);
        (_, output, _) = await Run([Second], "plan", "--models-dir", directory, "--json", "--merge", "First");
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            ("First", First.Hash, false),
            (json.GetProperty("name").GetString(), json.GetProperty("hash").GetString(), json.TryGetProperty("documents", out _))
        );
    }

    [Fact]
    public async Task A_run_makes_the_output()
    {
        using TemporaryDirectory directory = Models();
        (int exitCode, string output, string error) = await Run(
            [First, Second],
            "run",
            directory.Path("out"),
            "--models-dir",
            directory,
            "--json"
        );
        Assert.Equal((0, ""), (exitCode, error));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            ("Second", 2, 6),
            (json.GetProperty("name").GetString(), json.GetProperty("documents").GetArrayLength(), json.GetProperty("layers").GetInt32())
        );
        Assert.Equal(directory.Path("out"), json.GetProperty("run").GetProperty("output").GetString());
        Assert.True(File.Exists(directory.Path("out", "config.json")));
        (exitCode, output, _) = await Run(
            [First, Second],
            "run",
            "-o",
            directory.Path("first"),
            "--models-dir=" + directory,
            "--merge",
            "first",
            "-j",
            "1",
            "--shard-size",
            "2K",
            "--seed",
            "1",
            "-q"
        );
        Assert.Equal((0, ""), (exitCode, output));
        Assert.True(File.Exists(directory.Path("first", "model.safetensors.index.json")));
    }

    [Fact]
    public async Task A_merge_becomes_YAML_with_those_that_it_takes()
    {
        using TemporaryDirectory directory = Models();
        (int exitCode, string output, _) = await Run([First, Second], "yaml");
        Assert.Equal(0, exitCode);
        YamlMerge read = MergeYaml.Read(output, "out.yml");
        Assert.Empty(read.Diagnostics);
        Assert.Equal(["First", null], read.Documents.Select(document => document.Name));
        Assert.Equal(First.Spec, read.Documents[0].Spec);
        Assert.Equal((0, ""), await Of("yaml", "-o", directory.Path("merge.yml")));
        Assert.Equal(output, File.ReadAllText(directory.Path("merge.yml")));
        (_, string json, _) = await Run([First], "yaml", "--json");
        Assert.Equal(MergeYamlWriter.Write(First).Text, JsonDocument.Parse(json).RootElement.GetProperty("yaml").GetString());

        async Task<(int, string)> Of(params string[] args)
        {
            (int code, string text, _) = await Run([First, Second], args);
            return (code, text);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        (string Name, MergePlan[] Plans, string Line)[] wrong =
        [
            ("no verb", [First], ""),
            ("a verb that is misspelt", [First], "plam"),
            ("another verb", [First], "merge"),
            ("an option before the verb", [First], "--json plan"),
            ("an option that is misspelt", [First], "plan --jsn"),
            ("an option of another verb", [First], "plan --overwrite"),
            ("an argument too many", [First], "plan merge.yml"),
            ("no value", [First], "plan --models-dir"),
            ("an option in place of a value", [First], "plan --models-dir --json"),
            ("a value for a flag", [First], "plan --json=yes"),
            ("an option twice", [First], "plan --merge First --merge First"),
            ("a number that is none", [First], "plan --threads many"),
            ("a size that is none", [First], "plan --shard-size 5B"),
            ("an empty name", [First], "plan --merge="),
            ("no output", [First], "run"),
            ("two outputs", [First], "run here --out there"),
            ("a contradiction", [First], "plan --strict --lenient"),
            ("a merge that is not there", [First, Second], "plan --merge Secnd"),
            ("a merge of another name", [First, Symbolic], "plan --merge Frankenstein"),
            ("several merges", [First, Symbolic], "run out"),
            ("several merges as YAML", [Second, Symbolic], "yaml"),
            ("no merge", [], "plan"),
            ("no model", [First], "run ~/out --models-dir ~/none"),
            ("an output that is a source", [First], "run ~/m --models-dir ~ -q"),
            ("no form in YAML", [Symbolic], "yaml"),
            ("a file that is no YAML", [First], "yaml -o ~/m/model.safetensors"),
        ];
        await Verifier.Verify(await Describe());

        async Task<string> Describe()
        {
            using TemporaryDirectory directory = Models();
            var text = new StringBuilder();
            foreach ((string name, MergePlan[] plans, string line) in wrong)
            {
                (int exitCode, string output, string error) = await Run(
                    plans,
                    line.Replace("~", directory, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                );
                text.Append(name)
                    .Append(" (")
                    .Append(exitCode)
                    .Append(")\n")
                    .Append(output.Replace(directory, "~", StringComparison.Ordinal));
                foreach (
                    string said in error
                        .Replace(directory, "~", StringComparison.Ordinal)
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                )
                    text.Append("  ").Append(said).Append('\n');
            }
            return text.ToString();
        }
    }

    [Fact]
    public async Task Two_merges_with_the_same_fault_have_it_each()
    {
        using TemporaryDirectory directory = Models();
        MergePlan[] plans = [Of("P1", 2), Of("P2", 3)];
        (int exitCode, _, string both) = await Run(plans, "plan", "--models-dir", directory);
        Assert.Equal((3, 2), (exitCode, both.Split("MDSL0508").Length - 1));
        (exitCode, string output, string one) = await Run(plans, "plan", "--models-dir", directory, "--merge", "P1");
        Assert.Equal((3, ""), (exitCode, output));
        Assert.StartsWith("P1: error MDSL0508: ", one, StringComparison.Ordinal);
        (exitCode, _, one) = await Run(plans, "run", directory.Path("out"), "--models-dir", directory, "--merge", "P1");
        Assert.Equal(3, exitCode);
        Assert.StartsWith(
            "P1: error MDSL0508: ",
            Assert.Single(one.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        (exitCode, output, _) = await Run(plans, "yaml", "--models-dir", directory, "--merge", "P2", "--json");
        Assert.Equal(3, exitCode);
        Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("diagnostics").EnumerateArray());

        // Planned with another checkpoint than the one that is on the disk now.
        static MergePlan Of(string name, int layers) =>
            MergePlan.Create(new Passthrough { Slices = [M.Layers[0..layers]], DType = DType.BFloat16 }) with
            {
                Name = name,
                Checkpoints = [new(M, new string('0', 64))],
            };
    }

    [Fact]
    public async Task Manifests_of_one_model_agree_or_are_refused()
    {
        using TemporaryDirectory directory = Models();
        Manifest four = GoldenManifests.Of(directory.Path("m"), "m")!;
        Manifest two = GoldenManifests.Of(TinyCheckpoint.Mistral(layers: 2).Write(directory.Path("other")), "m")!;
        string first = directory.Write("first.checkpoint.json", ManifestWriter.Write(four)),
            same = directory.Write("same.checkpoint.json", ManifestWriter.Write(four)),
            other = directory.Write("other.checkpoint.json", ManifestWriter.Write(two)),
            licensed = directory.Write("licensed.checkpoint.json", ManifestWriter.Write(four with { Licence = "mit" }));
        Assert.Equal(0, (await Run([First], "plan", "--manifest", first, "--manifest", same)).ExitCode);
        foreach (string verb in (string[])["plan", "yaml"])
        {
            (int exitCode, string output, string error) = await Run([First], verb, "--manifest", first, "--manifest", other);
            Assert.Equal(3, exitCode);
            Assert.Contains(
                $"{other}(1,1): error MDSL0517: '{first}' and '{other}' are of 'm' and state different tensors; keep",
                error,
                StringComparison.Ordinal
            );
        }
        string merge = directory.Write("merge.yml", MergeYamlWriter.Write(First).Text!);
        Tool.ToolRun tool = await Tool.ToolRun.Of("plan", merge, "--manifest", first, "--manifest", licensed);
        Assert.Equal(3, tool.ExitCode);
        Assert.Contains("MDSL0517", tool.Error, StringComparison.Ordinal);
        Assert.Contains("state facts other than their tensors", tool.Error, StringComparison.Ordinal);
        var thrown = Assert.Throws<MergeException>(() => MergePlan.Create(new Passthrough { Slices = [M.Layers[0..2]] }, two, four));
        Assert.Contains(thrown.Diagnostics, diagnostic => diagnostic.Id == "MDSL0517");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("plan --help")]
    [InlineData("help run")]
    [InlineData("yaml -h")]
    public async Task Help_is_one_screen_with_every_option(string line)
    {
        (int exitCode, string output, string error) = await Run([First, Second], line.Split(' '));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.True(output.Split('\n').Length <= 25 && output.Split('\n').All(text => text.Length <= 90), output);
        IReadOnlyList<MergeDsl.App.Verb> verbs = MergeApp.Of([First], "expand").Verbs;
        if (verbs.FirstOrDefault(verb => line.Split(' ').Contains(verb.Name)) is not { } verb)
            Assert.All(verbs, each => Assert.Contains(each.Name, output, StringComparison.Ordinal));
        else
            Assert.All(
                verb.Options.Where(option => option is not System.CommandLine.Help.HelpOption),
                option => Assert.Matches($"\n  {option.Name}[ ,]", output)
            );
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(MergePlan[] plans, params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" },
            error = new() { NewLine = "\n" };
        int exitCode = await MergeApp.Of(plans, "expand").RunAsync(args, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static TemporaryDirectory Models()
    {
        var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 4).Write(directory.Path("m"));
        TinyCheckpoint.Mistral(layers: 4, seed: 1).Write(directory.Path("n"));
        return directory;
    }
}
