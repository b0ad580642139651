using MergeDsl.Checkpoints;
using MergeDsl.Safetensors;
using MergeDsl.Testing;
using MergeDsl.Tests.Tool;
using Xunit;

namespace MergeDsl.Tests.Checkpoints;

/// <summary>Files beyond the limits are refused before they are read, and reading can be ended.</summary>
public class ReaderLimitTests
{
    [Theory]
    [InlineData("config.json", 16_000_001, "MDSL0507", "16,000,000")]
    [InlineData("model.safetensors.index.json", 64_000_001, "MDSL0505", "64,000,000")]
    public void A_file_beyond_its_limit_is_refused_before_it_is_read(string name, long length, string id, string limit)
    {
        using var directory = new TemporaryDirectory();
        string model = TinyCheckpoint.Mistral(2).Shards(2).Write(directory.Path("m"));
        using (FileStream stream = File.OpenWrite(Path.Combine(model, name)))
            stream.SetLength(length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        MergeDiagnostic fault = Assert.Single(Checkpoint.Open(model).Diagnostics);
        Assert.Equal(id, fault.Id);
        Assert.Contains($"has more than {limit} bytes, which no file of its kind needs; take the file", fault.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void A_device_in_place_of_a_file_is_not_read()
    {
        if (!File.Exists("/dev/zero"))
            return;
        using var directory = new TemporaryDirectory();
        string model = TinyCheckpoint.Mistral(2).Write(directory.Path("m"));
        File.Delete(Path.Combine(model, "config.json"));
        File.CreateSymbolicLink(Path.Combine(model, "config.json"), "/dev/zero");
        Assert.Contains("or a device; put an ordinary file in its place", Assert.Single(Checkpoint.Open(model).Diagnostics).Message);
    }

    [Fact]
    public void A_card_of_any_length_costs_its_beginning()
    {
        using var directory = new TemporaryDirectory();
        string model = TinyCheckpoint.Mistral(2).File("README.md", "---\nlicense: mit\n---\n").Write(directory.Path("m"));
        using (FileStream stream = File.OpenWrite(Path.Combine(model, "README.md")))
            stream.SetLength(4_000_000_000);
        Assert.Equal("mit", Checkpoint.Open(model).Checkpoint!.ReadLicence());
    }

    [Fact]
    public async Task Loading_can_be_ended()
    {
        using var directory = new TemporaryDirectory();
        string model = TinyCheckpoint.Mistral(2).Write(directory.Path("m"));
        string merge = directory.Write("merge.yml", "merge_method: linear\nmodels:\n- {model: m, parameters: {weight: 1}}\n");
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => Checkpoint.Open(model, cancelled));
        Assert.Throws<OperationCanceledException>(() => SafetensorsReader.Read(Path.Combine(model, "model.safetensors"), cancelled));
        foreach (
            string[] words in (string[][])
                [
                    ["plan", merge, "--models-dir", directory],
                    ["inspect", model],
                    ["manifest", model, "-o", directory.Path("x.json")],
                ]
        )
        {
            using StringWriter output = new(),
                error = new();
            Assert.Equal(ExitCode.Cancelled, await MergeDsl.Tool.ToolCommandLine.Make().RunAsync(words, output, error, cancelled));
            Assert.Equal("", output.ToString());
        }
    }

    [Fact]
    public async Task Shapes_with_a_dimension_of_0_are_planned_and_written()
    {
        using var directory = new TemporaryDirectory();
        string header = string.Join(
            ",",
            ((string[])["4611686018427387904,0", "0,4611686018427387904,8", "9223372036854775807,2,0"]).Select(
                (shape, i) => $"\"empty{i}\":{{\"dtype\":\"BF16\",\"shape\":[{shape}],\"data_offsets\":[0,0]}}"
            )
        );
        directory.Write(
            "m/model.safetensors",
            RawSafetensors.Bytes("{" + header + ",\"model.norm.weight\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)
        );
        directory.Write("m/config.json", """{"model_type":"x"}""");
        // The reference reader refuses this order: the product of the first two overflows before the 0 is seen.
        directory.Write(
            "n/model.safetensors",
            RawSafetensors.Bytes("""{"e":{"dtype":"BF16","shape":[4611686018427387904,4,0],"data_offsets":[0,0]}}""")
        );
        directory.Write("n/config.json", "{}");
        string merge = directory.Write(
            "merge.yml",
            "merge_method: linear\ndtype: float32\nmodels:\n- {model: m, parameters: {weight: 1}}\n"
        );
        ToolRun plan = await ToolRun.Of("plan", merge, "--models-dir", directory);
        Assert.Equal((ExitCode.Done, true), (plan.ExitCode, plan.Output.Contains("4 tensors, 1 parameter", StringComparison.Ordinal)));
        ToolRun run = await ToolRun.Of("run", merge, "--models-dir", directory, "--out", directory.Path("out"));
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(ExitCode.Done, (await ToolRun.Of("inspect", directory.Path("out"))).ExitCode);
        Assert.Contains("whose size is beyond 63 bits", (await ToolRun.Of("inspect", directory.Path("n"))).Error);
    }
}
