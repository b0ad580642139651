using System.Text.Json;
using MergeDsl.Engine;
using MergeDsl.Testing;
using MergeDsl.Tests.Goldens;
using Xunit;

namespace MergeDsl.Tests.Tool;

/// <summary>Chains of merges that run in one go.</summary>
public class ChainRunTests
{
    private const string Average =
        "models:\n- {model: m, parameters: {weight: 0.3}}\n- {model: n, parameters: {weight: 0.7}}\nmerge_method: linear\ndtype: bfloat16\n";
    private const string Drop =
        "models:\n- {model: first, parameters: {weight: 0.5, density: 0.5}}\n- {model: n, parameters: {weight: 0.5, density: 0.5}}\nbase_model: m\nmerge_method: dare_ties\ndtype: bfloat16\n";

    public static TheoryData<string> Goldens() => GoldenCase.Names("chain");

    [SharedTheory]
    [MemberData(nameof(Goldens))]
    public async Task The_output_is_the_reference_s(string name)
    {
        var golden = new GoldenCase(name);
        using var scratch = new ScratchDirectory();
        await golden.Run(scratch.Path("out"), new() { Seed = golden.Seed });
        Assert.Equal("equal", golden.Compare(scratch.Path("out")));
        Assert.Equal(["out"], Directory.EnumerateFileSystemEntries(scratch.Path()).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--shard-size 3K")]
    public async Task A_chain_writes_the_bytes_that_its_merges_write_one_by_one(string options)
    {
        using TemporaryDirectory directory = Models();
        string[] all = ["--models-dir", directory, "--seed", "7", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        ToolRun chain = await ToolRun.Of([
            "run",
            directory.Write("chain.yml", "name: first\n" + Average + "---\n" + Drop),
            directory.Path("chain"),
            .. all,
        ]);
        Assert.True(chain.ExitCode == 0, chain.Error);
        Assert.Equal(0, (await ToolRun.Of(["run", directory.Write("first.yml", Average), directory.Path("first"), .. all])).ExitCode);
        Assert.Equal(0, (await ToolRun.Of(["run", directory.Write("second.yml", Drop), directory.Path("second"), .. all])).ExitCode);
        string[] names =
        [
            .. Directory.EnumerateFiles(directory.Path("second")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            names,
            Directory.EnumerateFileSystemEntries(directory.Path("chain")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        foreach (string name in names.Except(["README.md", "mergekit_config.yml", "mergedsl.json"]))
            Assert.Equal(File.ReadAllBytes(directory.Path("second", name)), File.ReadAllBytes(directory.Path("chain", name)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory, ".*"));
    }

    [Fact]
    public async Task The_output_says_how_all_of_it_was_made()
    {
        using TemporaryDirectory directory = Models();
        string yaml = "name: first\n" + Average + "---\n" + Drop;
        Assert.Equal(
            0,
            (await ToolRun.Of("run", directory.Write("chain.yml", yaml), directory.Path("out"), "--models-dir", directory, "-q")).ExitCode
        );
        Assert.Equal(yaml, File.ReadAllText(directory.Path("out", "mergekit_config.yml")));
        JsonElement made = JsonDocument.Parse(File.ReadAllText(directory.Path("out", "mergedsl.json"))).RootElement;
        JsonElement input = Assert.Single(made.GetProperty("inputs").EnumerateArray());
        Assert.Equal(
            ("first", "linear", JsonValueKind.Null, JsonValueKind.Number),
            (
                input.GetProperty("name").GetString(),
                input.GetProperty("method").GetString(),
                input.GetProperty("seed").ValueKind,
                made.GetProperty("seed").ValueKind
            )
        );
        Assert.Contains(
            made.GetProperty("models").EnumerateArray(),
            model =>
                model.GetProperty("model").GetString() == "first"
                && model.GetProperty("plan").GetString() == input.GetProperty("plan").GetString()
        );
    }

    [Fact]
    public async Task Plans_run_with_the_merges_that_they_take()
    {
        using TemporaryDirectory directory = Models();
        Model m = "m",
            n = "n";
        MergePlan first = MergePlan.Create(
            new Linear { Models = [new(m) { Weight = 0.3 }, new(n) { Weight = 0.7 }], DType = DType.BFloat16 }
        );
        Model taken = first;
        MergePlan second = MergePlan.Create(
            new Passthrough { Slices = [taken.Layers[0..4], taken.Layers[3..4].Scaled(0.5), n.Layers[2..4]], DType = DType.BFloat16 }
        );
        MergeReport report = await second.RunAsync(directory.Path("out"), new() { ModelsDirectory = directory });
        await first.RunAsync(directory.Path("first"), new() { ModelsDirectory = directory });
        Assert.True(
            report.BytesWritten > new[] { "first", "out" }.Sum(name => new FileInfo(directory.Path(name, "model.safetensors")).Length)
        );
        Model made = directory.Path("first");
        await MergePlan
            .Create(new Passthrough { Slices = [made.Layers[0..4], made.Layers[3..4].Scaled(0.5), n.Layers[2..4]], DType = DType.BFloat16 })
            .RunAsync(directory.Path("second"), new() { ModelsDirectory = directory });
        Assert.Equal(
            File.ReadAllBytes(directory.Path("second", "model.safetensors")),
            File.ReadAllBytes(directory.Path("out", "model.safetensors"))
        );
        Assert.Equal(
            ["first", "m", "n", "out", "second"],
            Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task One_of_several_merges_is_named()
    {
        using TemporaryDirectory directory = Models();
        string file = directory.Write(
            "several.yml",
            "name: first\n" + Average + "---\nname: second\n" + Drop + "---\nname: third\n" + Average
        );
        ToolRun run = await ToolRun.Of("run", file, directory.Path("out"), "--models-dir", directory);
        Assert.Equal(
            (2, "mergedsl: there are 2 merges, 'second' and 'third'; choose one with --merge NAME; see mergedsl run --help\n"),
            (run.ExitCode, run.Error)
        );
        run = await ToolRun.Of("run", file, directory.Path("out"), "--models-dir", directory, "--merge", "secnd");
        Assert.Equal(
            (2, "mergedsl: there is no merge 'secnd'; did you mean 'second'? See mergedsl run --help\n"),
            (run.ExitCode, run.Error)
        );
        Assert.False(Directory.Exists(directory.Path("out")));
        run = await ToolRun.Of("run", file, directory.Path("out"), "--models-dir", directory, "--merge", "first", "--quiet");
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(
            "linear",
            JsonDocument.Parse(File.ReadAllText(directory.Path("out", "mergedsl.json"))).RootElement.GetProperty("method").GetString()
        );
        JsonElement plan = (await ToolRun.Of("plan", file, "--models-dir", directory, "--merge", "second", "--json")).ReadJson();
        Assert.Equal(("second", 2), (plan.GetProperty("name").GetString(), plan.GetProperty("documents").GetArrayLength()));
    }

    [Fact]
    public async Task What_is_wrong_in_a_later_merge_stops_the_first()
    {
        using TemporaryDirectory directory = Models();
        ToolRun run = await ToolRun.Of(
            "run",
            directory.Write("chain.yml", "name: first\n" + Average + "---\n" + WrongInput.MergeText("first", "[0, 9]")),
            directory.Path("out"),
            "--models-dir",
            directory
        );
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("chain.yml(", Assert.Single(run.ErrorLines));
        Assert.Contains("error MDSL0301: ", run.Error);
        Assert.Equal(
            ["chain.yml", "m", "n"],
            Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Progress_covers_all_merges_and_a_cancelled_chain_leaves_nothing()
    {
        using TemporaryDirectory directory = Models();
        Model m = "m",
            n = "n";
        Model first = MergePlan.Create(new Linear { Models = [new(m) { Weight = 0.3 }, new(n) { Weight = 0.7 }], DType = DType.BFloat16 });
        BoundMerge bound = await MergePlan
            .Create(new Passthrough { Slices = [first.Layers[0..4]], DType = DType.BFloat16 })
            .BindAsync(directory);
        MergeProgress last = default;
        MergeReport report = await bound.RunAsync(directory.Path("out"), null, new Immediate(progress => last = progress));
        Assert.Equal((1.0, report.BytesWritten), (last.Fraction, last.BytesTotal));
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            bound.RunAsync(directory.Path("other"), cancellationToken: cancel.Token)
        );
        Assert.Equal(
            ["m", "n", "out"],
            Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Space_is_needed_for_what_lies_on_the_disk_at_one_time()
    {
        static MergeStep Step(params int[] inputs) => new(null, inputs, 0, _ => throw new NotSupportedException());
        // 0 is needed by 1 alone, so it is gone when 2 is written.
        Assert.Equal(50, new MergeJob([Step(), Step(0), Step(1)], "", [], "").MostSpace([10, 20, 30]));
        Assert.Equal(60, new MergeJob([Step(), Step(0), Step(0, 1)], "", [], "").MostSpace([10, 20, 30]));
        Assert.Equal(30, new MergeJob([Step()], "", [], "").MostSpace([30]));
    }

    private static TemporaryDirectory Models()
    {
        var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 4).Write(directory.Path("m"));
        TinyCheckpoint.Mistral(layers: 4, seed: 1).Write(directory.Path("n"));
        return directory;
    }

    private sealed class Immediate(Action<MergeProgress> action) : IProgress<MergeProgress>
    {
        public void Report(MergeProgress value) => action(value);
    }
}
