using System.CommandLine;
using System.Text.RegularExpressions;
using MergeDsl.Testing;
using MergeDsl.Tool;
using Xunit;

namespace MergeDsl.Tests.Tool;

/// <summary>The forms of the command line that others script against, and what is said about others.</summary>
public class CommandLineTests
{
    public static TheoryData<string, string> Wrong =>
        new()
        {
            { "", "say what to do; the verbs are plan, run, manifest, inspect, convert, clean; see mergedsl --help" },
            { "plna m.yml", "there is no verb 'plna'; did you mean 'plan'? See mergedsl --help" },
            { "frobnicate", "there is no verb 'frobnicate'; the verbs are plan, run, manifest, inspect, convert, clean" },
            { "m.yml", "say what to do with 'm.yml': mergedsl plan m.yml, or mergedsl run m.yml --out DIR" },
            { "--json", "there is no option '--json' before the verb" },
            { "--json plan m.yml", "there is no option '--json' before the verb" },
            { "plan", "the merge is missing: mergedsl plan MERGE" },
            { "plan a b", "'b' is one argument too many: mergedsl plan MERGE" },
            { "plan m.yml --jsno", "plan has no option '--jsno'; did you mean '--json'? See mergedsl plan --help" },
            { "plan m.yml --json=yes", "--json takes no value" },
            { "run m.yml --json=yes --out o", "--json takes no value" },
            { "run m.yml --out o --plain", "run has no option '--plain'; see mergedsl run --help" },
            { "run m.yml --overwrit --out o", "run has no option '--overwrit'; did you mean '--overwrite'?" },
            { "run --jsno --out o", "run has no option '--jsno'; did you mean '--json'?" },
            { "plan -1", "plan has no option '-1'" },
            { "inspect --jsn", "inspect has no option '--jsn'; did you mean '--json'?" },
            { "plan m.yml --models-dir", "--models-dir needs a value: --models-dir DIR" },
            { "plan m.yml --models-dir --json", "--models-dir needs a value: --models-dir DIR" },
            { "plan m.yml --models-dir a --models-dir b", "--models-dir is given more than once" },
            { "plan m.yml --manifest a b", "'b' is one argument too many" },
            { "plan m.yml --strict --lenient", "--strict and --lenient contradict each other; give one of them" },
            { "run m.yml", "the output is missing: mergedsl run MERGE --out DIR" },
            { "run m.yml a b", "'b' is one argument too many" },
            { "run m.yml a --out b", "the output is given twice, 'b' and 'a'; give one of them" },
            { "run m.yml --out a --out b", "--out is given more than once" },
            { "run m.yml o --threads two", "--threads 'two' is not a number of threads; give 1, 2, 3 ..., or 0 to leave it to the engine" },
            { "run m.yml o -j -1", "-j '-1' is not a number of threads" },
            { "run m.yml o --threads 1.5", "--threads '1.5' is not a number of threads" },
            { "run m.yml o --seed 4294967296", "--seed '4294967296' is not a seed; give a number from 0 to 4294967295" },
            { "run m.yml o --random-seed -1", "--random-seed '-1' is not a seed" },
            {
                "run m.yml o --shard-size 5B",
                "--shard-size '5B' is ambiguous: mergekit reads B as billions, here it would be bytes; write 5GB for billions of bytes, or 5 for bytes"
            },
            { "run m.yml o --out-shard-size 5b", "--out-shard-size '5b' is ambiguous" },
            { "run m.yml o --shard-size -5GB", "--shard-size '-5GB' is negative" },
            { "run m.yml o --shard-size 5XB", "--shard-size '5XB' has no unit that is known" },
            { "run m.yml o --no-safe-serialization", "--no-safe-serialization cannot be had: pickle is never written" },
            { "run m.yml o --jsn", "run has no option '--jsn'; did you mean '--json'?" },
            { "manifest", "the directory of the checkpoint is missing" },
            { "manifest d", "the file to write is missing" },
            { "manifest d -o", "-o needs a value: -o FILE" },
            { "manifest d -o f --model a@b@c", "--model 'a@b@c' is no name of a model; write id or id@revision" },
            { "inspect", "the directory or file to look at is missing: mergedsl inspect DIR|FILE.safetensors [--json]" },
            { "inspect a b", "'b' is one argument too many" },
            { "clean", "the directory to clean is missing: mergedsl clean DIR" },
            { "convert", "the merge is missing: mergedsl convert MERGE" },
            { "convert m.yml --class a.b", "--class 'a.b' is no class name in C#" },
            { "convert m.yml --namespace 1.b", "--namespace '1.b' is no namespace in C#" },
        };

    public static TheoryData<string> Flags =>
        [
            "--cuda",
            "--device cuda",
            "--low-cpu-memory",
            "--read-to-gpu",
            "--multi-gpu",
            "--gpu-rich",
            "--lazy-unpickle",
            "--no-lazy-unpickle",
            "--clone-tensors",
            "--trust-remote-code",
            "--allow-crimes",
            "--unsafe-truncate-embeddings",
            "--copy-tokenizer",
            "--no-copy-tokenizer",
            "--write-model-card",
            "--no-write-model-card",
            "--safe-serialization",
            "--async-write",
            "--write-threads 4",
            "--lora-merge-cache c",
            "--lora-merge-dtype float32",
            "-v",
            "--verbose",
            "--transformers-cache models",
        ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_command_line_is_one_line_and_exit_code_2(string line, string message)
    {
        ToolRun run = await ToolRun.Of(Words(line));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("mergedsl: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public async Task Empty_arguments_are_wrong()
    {
        foreach (
            string[] args in (string[][])
                [
                    ["plan", ""],
                    ["run", "m.yml", ""],
                    ["run", "m.yml", "--out", ""],
                    ["plan", "m.yml", "--models-dir", ""],
                    ["plan", "m.yml", "--manifest", ""],
                    ["inspect", ""],
                    ["manifest", "d", "-o", ""],
                ]
        )
        {
            ToolRun run = await ToolRun.Of(args);
            Assert.Equal(2, run.ExitCode);
            Assert.Single(run.ErrorLines);
        }
    }

    [Theory]
    [InlineData("--help", "")]
    [InlineData("help", "")]
    [InlineData("-h", "")]
    [InlineData("plan --help", "plan")]
    [InlineData("help run", "run")]
    [InlineData("run m.yml --threads x --help", "run")]
    [InlineData("manifest -?", "manifest")]
    [InlineData("inspect --help", "inspect")]
    [InlineData("convert --help", "convert")]
    [InlineData("clean --help", "clean")]
    public async Task Help_is_one_screen_with_every_option_and_an_example(string line, string verb)
    {
        ToolRun run = await ToolRun.Of(Words(line));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.Split('\n');
        Assert.InRange(lines.Length, 10, 40);
        Assert.All(lines, text => Assert.InRange(text.Length, 0, 100));
        if (verb.Length == 0)
            return;
        Assert.Contains("example", run.Output);
        foreach (Option option in ToolCommandLine.Make().Verbs.Single(each => each.Name == verb).Options)
            Assert.Equal(!option.Hidden, Regex.IsMatch(run.Output, $"\n  {option.Name}[ ,]"));
    }

    [Fact]
    public async Task Version_is_a_line() => Assert.Matches(@"^mergedsl \d+\.\d+\.\d+\S*\n$", (await ToolRun.Of("--version")).Output);

    [Theory]
    [MemberData(nameof(Flags))]
    public async Task Flags_of_mergekit_are_accepted_and_explained(string flags)
    {
        using var directory = new TemporaryDirectory();
        Good(directory);
        ToolRun run = await ToolRun.Of([
            "run",
            directory.Path("merge.yml"),
            directory.Path("out"),
            .. flags.StartsWith("--transformers", StringComparison.Ordinal)
                ? (string[])["--transformers-cache", directory.Path("models")]
                : ["--models-dir", directory.Path("models"), .. Words(flags)],
        ]);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith($"mergedsl: {flags.Split(' ')[0]} ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_of_mergekit_runs_as_it_is()
    {
        using var directory = new TemporaryDirectory();
        Good(directory);
        ToolRun run = await ToolRun.Of([
            "run",
            directory.Path("merge.yml"),
            directory.Path("out"),
            .. Words(
                $"--copy-tokenizer --out-shard-size 1K --num-threads 2 --random-seed 7 --quiet --transformers-cache {directory.Path("models")}"
            ),
        ]);
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.True(File.Exists(directory.Path("out", "model.safetensors.index.json")));
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal static void Good(TemporaryDirectory directory)
    {
        TinyCheckpoint.Mistral(layers: 2).Write(directory.Path("models", "m"));
        directory.Write("merge.yml", WrongInput.MergeText());
    }
}
