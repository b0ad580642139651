using MergeDsl.Json;
using MergeDsl.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MergeDsl.Core.Tests.Manifests;

public class ManifestFileTests(ITestOutputHelper output)
{
    [SharedTheory]
    [MemberData(nameof(GoldenManifestTests.Models), MemberType = typeof(GoldenManifestTests))]
    public void A_manifest_is_read_as_it_was_written(string model)
    {
        Manifest manifest = Headers.Manifest(GoldenData.Model(model));
        string text = ManifestWriter.Write(manifest);
        ManifestResult read = ManifestReader.Parse(text, "x.checkpoint.json");
        Assert.Empty(read.Diagnostics);
        Assert.Equal(manifest, read.Manifest);
        Assert.Equal(text, ManifestWriter.Write(read.Manifest!));
        Assert.Equal(manifest.HeaderHash, HeaderHash.Of(read.Manifest!.AllTensors()));
        Assert.InRange(text.Length, 1000, 8192);
    }

    [SharedFact]
    public void OpenChat_has_a_small_manifest()
    {
        Manifest manifest = OpenChat();
        string text = ManifestWriter.Write(manifest);
        Assert.Equal(manifest, ManifestReader.Parse(text, "openchat.checkpoint.json").Manifest);
        Assert.InRange(text.Length, 1000, 4096);
        StackManifest stack = Assert.Single(manifest.Stacks);
        Assert.Equal(
            ("model.layers.{}.", 32, "num_hidden_layers", true),
            (stack.Prefix, stack.LayerCount, stack.CountKey, stack.CanBeTransparent)
        );
        Assert.Equal(["mlp.down_proj.weight", "self_attn.o_proj.weight"], stack.ResidualWriters);
        Assert.Equal(291, manifest.AllTensors().Count());
        Assert.Equal(7_241_748_480, manifest.AllTensors().Sum(tensor => tensor.Shape.Aggregate(1L, (product, length) => product * length)));
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", 2, 13, "format 2")]
    [InlineData("\"licence\": \"mit\"", "\"licens\": \"mit\"", 4, 13, "'licence' is")]
    [InlineData("\"dtype\": \"BF16\"", "\"dtype\": \"BF17\"", 23, 52, "'BF17' is not a dtype")]
    [InlineData("\"0..2\"", "\"0..2,1..3\"", 23, 87, "not a list of ranges")]
    [InlineData("\"before\"", "\"first\"", 28, 90, "not a place")]
    [InlineData("\"layers\": 2,", "", 16, 5, "has no 'layers'")]
    [InlineData("[4, 4]", "[4, -4]", 23, 73, "not a whole number")]
    [InlineData("\"notes\": []", "\"notes\": [],", 32, 1, "expected the name of a member")]
    [InlineData("\"writes\": true", "\"writes\": 1", 23, 105, "neither true nor false")]
    public void A_fault_is_reported_where_it_stands(string right, string wrong, int line, int column, string message)
    {
        string text = ManifestWriter.Write(Small());
        Assert.Equal(Small(), ManifestReader.Parse(text, "a.checkpoint.json").Manifest);
        int at = text.IndexOf(right, StringComparison.Ordinal);
        ManifestResult result = ManifestReader.Parse(
            string.Concat(text.AsSpan(0, at), wrong, text.AsSpan(at + right.Length)),
            "a.checkpoint.json"
        );
        MergeDiagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Null(result.Manifest);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(
            ("MDSL0509", "a.checkpoint.json", line, column),
            (diagnostic.Id, diagnostic.Place!.File, diagnostic.Place.Line, diagnostic.Place.Column)
        );
    }

    [Fact]
    public void A_large_mixture_of_experts_has_a_small_manifest_quickly()
    {
        string[] projections = ["gate_proj", "up_proj", "down_proj"];
        var tensors = new List<(string, TensorDType, EquatableArray<long>)>
        {
            ("model.embed_tokens.weight", TensorDType.BF16, [151936, 7168]),
            ("model.norm.weight", TensorDType.BF16, [7168]),
            ("lm_head.weight", TensorDType.BF16, [151936, 7168]),
        };
        for (int layer = 0; layer < 61; layer++)
        {
            tensors.Add(($"model.layers.{layer}.self_attn.o_proj.weight", TensorDType.BF16, [7168, 7168]));
            for (int expert = 0; expert < 512; expert++)
            {
                foreach (string projection in projections)
                    tensors.Add(($"model.layers.{layer}.mlp.experts.{expert}.{projection}.weight", TensorDType.BF16, [2048, 7168]));
            }
        }
        JsonObject config = Headers.Parse(
            """{"model_type": "qwen3_moe", "architectures": ["Qwen3MoeForCausalLM"], "num_hidden_layers": 61, "vocab_size": 151936}"""
        );
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Manifest manifest = ManifestBuilder.Build("moe", null, tensors, config, null).Manifest!;
        string text = ManifestWriter.Write(manifest);
        watch.Stop();
        Assert.True(tensors.Count > 93_000);
        Assert.InRange(text.Length, 1000, 4096);
        output.WriteLine($"{tensors.Count} tensors in {watch.Elapsed.TotalMilliseconds:0} ms, {text.Length} characters");
        // Half a second on an idle machine; the bound is against quadratic work, not against busy machines.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        Assert.Equal(tensors.Count, manifest.AllTensors().Count());
        Assert.Equal(["mlp.experts.{}.down_proj.weight", "self_attn.o_proj.weight"], manifest.Stacks[0].ResidualWriters);
        Assert.Equal(manifest, ManifestReader.Parse(text, "moe.checkpoint.json").Manifest);
    }

    private static Manifest Small() =>
        ManifestBuilder
            .Build(
                "small",
                null,
                [
                    .. Enumerable
                        .Range(0, 2)
                        .Select(layer => ($"model.layers.{layer}.mlp.down_proj.weight", TensorDType.BF16, (EquatableArray<long>)[4, 4])),
                    ("model.embed_tokens.weight", TensorDType.BF16, [8, 4]),
                    ("model.norm.weight", TensorDType.BF16, [4]),
                ],
                Headers.Parse(
                    """{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_hidden_layers": 2, "vocab_size": 8}"""
                ),
                "mit"
            )
            .Manifest!;

    private static Manifest OpenChat()
    {
        string directory = SharedData.Path("checkpoints", "openchat-3.5-0106");
        JsonObject document = Headers.Parse(File.ReadAllText(Path.Combine(directory, "tensors.json")));
        return ManifestBuilder
            .Build("openchat/openchat-3.5-0106", null, Headers.Listed(document), Headers.Config(directory), "apache-2.0")
            .Manifest!;
    }
}
