using System.Text.Json;
using System.Text.Json.Nodes;
using MergeDsl.Testing;
using VerifyXunit;
using Xunit;

namespace MergeDsl.Tests.Tool;

/// <summary>The output of <c>plan</c>, for people and for scripts.</summary>
public class ToolPlanTests
{
    private const string Expansion = """
        merge_method: passthrough
        dtype: float16
        slices:
        - sources:
          - {model: m, layer_range: [0, 4]}
        - sources:
          - model: m
            layer_range: [3, 4]
            parameters:
              scale: [{filter: o_proj, value: 0}, {filter: down_proj, value: 0}, {value: 1}]
        - sources:
          - model: m
            layer_range: [3, 4]
            parameters:
              scale: [{filter: o_proj, value: 0}, {filter: down_proj, value: 0}, {value: 1}]

        """;

    private static readonly string[] Members =
    [
        "method",
        "layers",
        "tensors",
        "parameters",
        "bytes",
        "scaledByZero",
        "transparentLayers",
        "hash",
        "diagnostics",
    ];

    [Fact]
    public async Task The_plan_for_people()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral().Write(directory.Path("m"));
        ToolRun run = await ToolRun.Of(
            "plan",
            directory.Write("merge.yml", Expansion),
            "--models-dir",
            directory,
            "--shard-size",
            "5K",
            "--threads",
            "2"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        await Verifier.Verify(run.Output);
    }

    [Fact]
    public async Task The_plan_for_scripts()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral().Write(directory.Path("m"));
        ToolRun run = await ToolRun.Of(
            "plan",
            directory.Write("merge.yml", Expansion),
            "--models-dir",
            directory,
            "--shard-size",
            "5K",
            "--threads",
            "2",
            "--json"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        await Verifier.Verify(run.Output);
    }

    [Fact]
    public async Task What_is_not_known_is_null()
    {
        using var directory = new TemporaryDirectory();
        ToolRun run = await ToolRun.Of("plan", directory.Write("merge.yml", Expansion), "--json");
        Assert.Equal(0, run.ExitCode);
        JsonElement json = run.ReadJson();
        Assert.Equal(Members, Members.Where(member => json.TryGetProperty(member, out _)));
        Assert.Equal(6, json.GetProperty("layers").GetInt32());
        foreach (string member in (string[])["tensors", "parameters", "bytes", "scaledByZero", "diskNeeded", "memoryNeeded"])
            Assert.Equal(JsonValueKind.Null, json.GetProperty(member).ValueKind);
        Assert.Equal(64, json.GetProperty("hash").GetString()!.Length);
    }

    [Fact]
    public async Task The_sizes_are_those_of_the_run()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral().Write(directory.Path("m"));
        string merge = directory.Write("merge.yml", Expansion);
        JsonElement plan = (await ToolRun.Of("plan", merge, "--models-dir", directory, "--shard-size", "5K", "--json")).ReadJson();
        Assert.Equal(0, (await ToolRun.Of("run", merge, directory.Path("out"), "--models-dir", directory, "--shard-size", "5K")).ExitCode);
        string[] planned =
        [
            .. plan.GetProperty("files").EnumerateArray().Select(file => $"{file.GetProperty("name")} {file.GetProperty("bytes")}"),
        ];
        string[] written =
        [
            .. Directory
                .GetFiles(directory.Path("out"), "*.safetensors")
                .Order(StringComparer.Ordinal)
                .Select(path => FormattableString.Invariant($"{Path.GetFileName(path)} {new FileInfo(path).Length}")),
        ];
        Assert.Equal(written, planned);
    }

    [Fact]
    public async Task Severities_decide_the_exit_code()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral().Write(directory.Path("m"));
        string unread = directory.Write("unread.yml", WrongInput.MergeText(more: "    parameters: {colour: 1}\n")),
            near = directory.Write(
                "near.yml",
                WrongInput.MergeText(more: "    parameters: {scale: [{filter: o_porj, value: 0}, {value: 1}]}\n")
            );
        foreach (string verb in (string[])["plan", "run"])
        {
            string[] output = verb == "run" ? ["--out", directory.Path("out"), "--overwrite"] : [];
            Assert.Equal(0, (await ToolRun.Of([verb, unread, "--models-dir", directory, .. output])).ExitCode);
            ToolRun strict = await ToolRun.Of([verb, unread, "--models-dir", directory, "--strict", .. output]);
            Assert.Equal(1, strict.ExitCode);
            Assert.Contains(": error MDSL0601: ", strict.Error);
            Assert.Equal(1, (await ToolRun.Of([verb, near, "--models-dir", directory, .. output])).ExitCode);
            ToolRun lenient = await ToolRun.Of([verb, near, "--models-dir", directory, "--lenient", .. output]);
            Assert.Equal(0, lenient.ExitCode);
            Assert.Contains(": warning MDSL0302: ", lenient.Error);
        }
    }

    [Fact]
    public async Task Run_repeats_the_warnings_of_plan()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral().Write(directory.Path("m"));
        foreach (string file in Directory.GetFiles(directory.Path("m"), "tokenizer*"))
            File.Delete(file);
        string merge = directory.Write("merge.yml", WrongInput.MergeText(more: "    parameters: {colour: 1}\n"));
        ToolRun plan = await ToolRun.Of("plan", merge, "--models-dir", directory),
            run = await ToolRun.Of("run", merge, directory.Path("out"), "--models-dir", directory);
        Assert.Equal((0, 0), (plan.ExitCode, run.ExitCode));
        Assert.Equal(
            ["MDSL0513", "MDSL0601"],
            plan.ErrorLines.Where(line => line.Contains(": warning ", StringComparison.Ordinal))
                .Select(line => line[line.IndexOf("MDSL", StringComparison.Ordinal)..][..8])
                .Order()
        );
        Assert.Equal(plan.Error, run.Error);
        Assert.Contains("merge.yml(5,12): warning MDSL0513: 'm', whose tokenizer the output gets, has none", run.Error);
    }

    [Fact]
    public async Task A_manifest_of_another_model_is_not_passed_over()
    {
        using var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral().Write(directory.Path("m"));
        Assert.Equal(
            0,
            (await ToolRun.Of("manifest", directory.Path("m"), "--model", "some/m", "-o", directory.Path("m.checkpoint.json"))).ExitCode
        );
        ToolRun run = await ToolRun.Of(
            "plan",
            directory.Write("merge.yml", WrongInput.MergeText()),
            "--manifest",
            directory.Path("m.checkpoint.json")
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(
            "m.checkpoint.json(1,1): warning MDSL0516: the manifest is of 'some/m', which the merge does not name: it names 'm'",
            run.Error
        );
    }

    [Fact]
    public async Task A_fault_of_ours_is_one_object_and_exit_code_4()
    {
        using var directory = new TemporaryDirectory();
        string merge = directory.Write("merge.yml", WrongInput.MergeText());
        using StringWriter output = new(),
            error = new();
        var broken = new PlanVerb(new BrokenSource());
        int exitCode = await broken.RunAsync(broken.Parse([merge, "--json"]), output, error, elsewhere: null, default);
        Assert.Equal(4, exitCode);
        JsonElement json = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(Members, Members.Where(member => json.TryGetProperty(member, out _)));
        JsonElement said = Assert.Single(json.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal(
            ("MDSL0901", "error", merge, 1, 1),
            (
                said.GetProperty("id").GetString(),
                said.GetProperty("severity").GetString(),
                said.GetProperty("file").GetString(),
                said.GetProperty("line").GetInt32(),
                said.GetProperty("column").GetInt32()
            )
        );
    }

    public static TheoryData<string> Models() => GoldenData.Theory(GoldenData.SupportedModels());

    /// <summary>Headers and a manifest made of them are the same to a plan; that the directory has no tokenizer only the disk says.</summary>
    [SharedTheory]
    [MemberData(nameof(Models))]
    public async Task A_manifest_says_what_the_headers_say(string name)
    {
        string model = GoldenData.Model(name);
        using var directory = new TemporaryDirectory();
        JsonElement inspected = (await ToolRun.Of("inspect", model, "--json")).ReadJson();
        Assert.Equal(inspected.GetProperty("tensors").GetInt32(), inspected.GetProperty("entries").GetArrayLength());
        Assert.Equal(0, (await ToolRun.Of("inspect", model)).ExitCode);
        Assert.Equal(0, (await ToolRun.Of("manifest", model, "-o", directory.Path("m.checkpoint.json"))).ExitCode);
        int layers = inspected.GetProperty("layers").GetInt32();
        string merge = directory.Write(
            "merge.yml",
            WrongInput.MergeText(
                name,
                $"[0, {layers}]",
                $"- sources:\n  - model: {name}\n    layer_range: [{layers - 1}, {layers}]\n    parameters: {{scale: [{{filter: o_proj, value: 0}}, {{value: 1}}]}}\n"
            )
        );
        ToolRun byHeaders = await ToolRun.Of("plan", merge, "--models-dir", GoldenData.Models, "--json"),
            byManifest = await ToolRun.Of("plan", merge, "--manifest", directory.Path("m.checkpoint.json"), "--json");
        JsonNode said = JsonNode.Parse(byHeaders.Output)!;
        JsonArray diagnostics = said["diagnostics"]!.AsArray();
        int count = diagnostics.Count;
        diagnostics.RemoveAll(diagnostic => (string)diagnostic!["id"]! == "MDSL0513");
        Assert.Equal(File.Exists(Path.Combine(model, "tokenizer.json")) ? count : count - 1, diagnostics.Count);
        Assert.True(JsonNode.DeepEquals(said, JsonNode.Parse(byManifest.Output)), byHeaders.Output + byManifest.Output);
        Assert.Equal(byHeaders.ExitCode, byManifest.ExitCode);
    }

    [SharedFact]
    public async Task A_model_that_is_not_supported_has_no_manifest_but_its_files_can_be_looked_at()
    {
        using var directory = new TemporaryDirectory();
        foreach ((string model, string id) in GoldenData.RefusedModels)
        {
            ToolRun refused = await ToolRun.Of("manifest", GoldenData.Model(model), "-o", directory.Path("m.checkpoint.json"));
            Assert.Equal(3, refused.ExitCode);
            Assert.Contains($"error {id}: ", refused.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(directory.Path("m.checkpoint.json")));
            Assert.Equal(0, (await ToolRun.Of("inspect", Path.Combine(GoldenData.Model(model), "model.safetensors"))).ExitCode);
        }
    }

    /// <summary>Merges that nobody can read: what reads them fails as nothing should.</summary>
    private sealed class BrokenSource : IMergeSource
    {
        public string Program => "mergedsl";

        public System.CommandLine.Argument<string?>? Argument { get; } = VerbOptions.Argument("merge");

        public string? Fault(System.CommandLine.ParseResult parsed, string usage) => null;

        public Task<LoadedMerges> LoadAsync(
            System.CommandLine.ParseResult parsed,
            LoadOptions options,
            CancellationToken cancellationToken
        ) => throw new InvalidOperationException("this cannot be");
    }
}
