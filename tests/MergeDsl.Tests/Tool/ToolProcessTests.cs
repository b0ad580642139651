using System.Globalization;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Tool;

/// <summary>The program itself: exit codes, signals, disks, cultures.</summary>
public class ToolProcessTests
{
    private static readonly Dictionary<string, string?> Plain = [];

    [Theory]
    [InlineData("run merge.yml out --models-dir models", 0)]
    [InlineData("run merge.yml --out out/ --models-dir models", 0)]
    [InlineData("run merge.yml --out ./a/../out --models-dir models", 0)]
    [InlineData("run merge.yml --out new/deep/out --models-dir ./models/", 0)]
    [InlineData("plan merge.yml", 0)]
    [InlineData("plan wrong.yml --models-dir models", 1)]
    [InlineData("run wrong.yml out --models-dir models", 1)]
    [InlineData("plan", 2)]
    [InlineData("run merge.yml", 2)]
    [InlineData("run merge.yml out", 3)]
    [InlineData("run merge.yml models/m --models-dir models", 3)]
    [InlineData("run merge.yml . --models-dir models", 3)]
    [InlineData("run merge.yml .. --models-dir models --overwrite", 3)]
    [InlineData("inspect models/m", 0)]
    [InlineData("inspect models", 3)]
    public async Task Exit_codes(string line, int exitCode)
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        directory.Write("wrong.yml", WrongInput.MergeText(range: "[0, 9]"));
        string before = DirectoryState.Of(directory);
        ToolRun run = await ToolRun.OfProcess(directory, Plain, line.Split(' '));
        Assert.True(run.ExitCode == exitCode, run.ToString());
        if (exitCode != 0 || !line.StartsWith("run", StringComparison.Ordinal))
            Assert.Equal(before, DirectoryState.Of(directory));
        else
            Assert.True(File.Exists(directory.Path(line.Contains("deep") ? "new/deep/out" : "out", "config.json")));
    }

    /// <summary>A stream that cannot be written neither stops a merge nor decides how it ended.</summary>
    [Theory]
    [InlineData("run merge.yml out --models-dir models", "2> /dev/full", 0)]
    [InlineData("run merge.yml out --models-dir models", "> /dev/full", 0)]
    [InlineData("run merge.yml out --models-dir models --json", "> /dev/full 2> /dev/full", 0)]
    [InlineData("run merge.yml out --models-dir models", ">&- 2>&-", 0)]
    [InlineData("run merge.yml out --models-dir models", "2>&-", 0)]
    [InlineData("run merge.yml out --models-dir models", "| true", 0)]
    [InlineData("run wrong.yml out --models-dir models", "> /dev/full 2> /dev/full", 1)]
    [InlineData("plan wrong.yml --models-dir models", "2>&-", 1)]
    [InlineData("plan merge.yml --models-dir models", "> /dev/full 2> /dev/full", 3)]
    [InlineData("plam merge.yml", "2> /dev/full", 2)]
    [InlineData("--help", "> /dev/full 2>&-", 3)]
    public async Task A_stream_that_fails_aborts_nothing(string line, string streams, int exitCode)
    {
        if (!File.Exists("/dev/full"))
            return;
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        directory.Write("wrong.yml", WrongInput.MergeText(range: "[0, 9]"));
        ProcessRun run = await ProcessRun.OfAsync(
            "bash",
            ["-c", $"dotnet exec '{ToolRun.Program}' {line} {streams}; exit ${{PIPESTATUS[0]}}"],
            directory,
            Plain
        );
        Assert.True(run.ExitCode == exitCode, run.ToString());
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        if (line.StartsWith("run merge", StringComparison.Ordinal))
            Assert.True(File.Exists(directory.Path("out", "config.json")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_ends_a_merge_and_nothing_is_left(string signal)
    {
        using var directory = new TemporaryDirectory();
        // 3 GB of output from 25 MB of weights.
        TinyCheckpoint.Mistral(layers: 2, hidden: 768).Write(directory.Path("models", "m"));
        directory.Write(
            "merge.yml",
            "merge_method: passthrough\ndtype: bfloat16\nslices:\n"
                + string.Concat(Enumerable.Repeat("- sources:\n  - {model: m, layer_range: [0, 2]}\n", 110))
        );
        string before = DirectoryState.Of(directory);
        // The shell watches for the first file, for it is not as busy as a process that runs tests. It lets programs in the background ignore Ctrl-C.
        string script = $"""
            (exec env --default-signal=INT dotnet exec '{ToolRun.Program}' run merge.yml new/out --models-dir models) & p=$!
            while ! ls new/.out.mergedsl-*/model.safetensors > /dev/null 2>&1; do kill -0 $p 2> /dev/null || exit 99; sleep 0.01; done
            kill -{signal} $p
            wait $p
            """;
        ProcessRun run = await ProcessRun.OfAsync("sh", ["-c", script], directory);
        Assert.True(run.ExitCode == 130, run.ToString());
        Assert.Contains("mergedsl: cancelled; nothing was left behind", run.Error);
        Assert.Equal(before, DirectoryState.Of(directory));
    }

    [MountFact]
    public async Task A_full_disk_is_noticed_before_anything_is_written()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 2, hidden: 128).Write(directory.Path("models", "m"));
        directory.Write("merge.yml", WrongInput.MergeText());
        using var disk = new SmallDisk(directory.Path("disk"), "size=256k");
        ToolRun run = await ToolRun.OfProcess(directory, Plain, "run", "merge.yml", "disk/out", "--models-dir", "models");
        Assert.Equal(3, run.ExitCode);
        Assert.Matches(
            @"^disk/out\(1,1\): error MDSL0703: the output 'disk/out' needs \d+ kB \(\d+ bytes\), its disk has .+ free \(\d+ bytes\); free some space or choose another disk$",
            Assert.Single(run.ErrorLines)
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path("disk")));
    }

    [MountFact]
    public async Task A_disk_without_room_for_another_file_leaves_nothing()
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        using var disk = new SmallDisk(directory.Path("disk"), "size=1m,nr_inodes=4");
        ToolRun run = await ToolRun.OfProcess(directory, Plain, "run", "merge.yml", "disk/out", "--models-dir", "models");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error MDSL0703: the disk or quota is full while writing", Assert.Single(run.ErrorLines));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path("disk")));
    }

    [MountFact]
    public async Task A_read_only_disk_is_told()
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        using var disk = new SmallDisk(directory.Path("disk"), "ro");
        foreach (string output in (string[])["disk/out", "disk"])
        {
            ToolRun run = await ToolRun.OfProcess(directory, Plain, "run", "merge.yml", output, "--models-dir", "models");
            Assert.Equal(3, run.ExitCode);
            Assert.Contains("error MDSL0704", Assert.Single(run.ErrorLines));
            Assert.Contains("choose another output directory", run.Error);
        }
    }

    [Fact]
    public async Task An_output_stream_that_fails_is_told()
    {
        using var directory = new TemporaryDirectory();
        CommandLineTests.Good(directory);
        ProcessRun run = await ProcessRun.OfAsync(
            "sh",
            ["-c", $"dotnet exec '{ToolRun.Program}' run merge.yml out --models-dir models > /dev/full"],
            directory
        );
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("mergedsl: standard output cannot be written: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("; the merge is complete\n", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(directory.Path("out", "config.json")));
        run = await ProcessRun.OfAsync("sh", ["-c", $"dotnet exec '{ToolRun.Program}' plan merge.yml > /dev/full"], directory);
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("merge.yml(1,1): error MDSL0704: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cultures_change_nothing()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 4).Write(directory.Path("models", "m"));
        directory.Write(
            "merge.yml",
            WrongInput.MergeText(
                range: "[0, 4]",
                more: "- sources:\n  - model: m\n    layer_range: [1, 4]\n    parameters:\n      scale: [{filter: o_proj, value: [0.5, 1e-3, -0.25]}, {value: 1.0}]\n      colour: 1\n"
            )
        );
        var runs = new List<(string Plan, string Wrong, string Files)>();
        foreach (string locale in (string[])["C", "tr-TR", "fi-FI", "tr_TR.UTF-8"])
        {
            Dictionary<string, string?> environment =
                locale == "C"
                    ? new() { ["LANG"] = "C" }
                    : new()
                    {
                        ["LANG"] = locale,
                        ["LC_ALL"] = locale,
                        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0",
                    };
            ToolRun plan = await ToolRun.OfProcess(directory, environment, "plan", "merge.yml", "--models-dir", "models", "--json");
            ToolRun run = await ToolRun.OfProcess(
                directory,
                environment,
                "run",
                "merge.yml",
                "out",
                "--models-dir",
                "models",
                "--shard-size",
                "1.5K",
                "--overwrite",
                "--threads",
                "2"
            );
            Assert.True((plan.ExitCode, run.ExitCode) == (0, 0), plan.Error + run.Error);
            runs.Add((plan.Output, run.Error, DirectoryState.Of(directory.Path("out"))));
        }
        Assert.All(runs, run => Assert.Equal(runs[0], run));
    }

    [Fact]
    public async Task Cultures_of_the_thread_change_nothing()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 4).Write(directory.Path("models", "m"));
        string merge = directory.Write(
            "merge.yml",
            WrongInput.MergeText(
                range: "[0, 4]",
                more: "- sources:\n  - model: m\n    layer_range: [1, 4]\n    parameters:\n      scale: [{filter: o_proj, value: [0.5, 1e-3, -0.25]}, {value: 1.0}]\n"
            )
        );
        CultureInfo before = CultureInfo.CurrentCulture;
        var runs = new List<string>();
        try
        {
            foreach (string culture in (string[])["", "tr-TR", "fi-FI", "ar-SA"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                ToolRun plan = await ToolRun.Of("plan", merge, "--models-dir", directory.Path("models"), "--json"),
                    text = await ToolRun.Of("plan", merge, "--models-dir", directory.Path("models"));
                ToolRun run = await ToolRun.Of(
                    "run",
                    merge,
                    directory.Path("out"),
                    "--models-dir",
                    directory.Path("models"),
                    "--shard-size",
                    "1.5K",
                    "--overwrite"
                );
                Assert.Equal(0, run.ExitCode);
                runs.Add(plan.Output + text.Output + text.Error + run.Error + DirectoryState.Of(directory.Path("out")));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.All(runs, run => Assert.Equal(runs[0], run));
    }
}
