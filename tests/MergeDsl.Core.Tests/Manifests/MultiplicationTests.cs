using MergeDsl.Json;
using Xunit;

namespace MergeDsl.Core.Tests.Manifests;

/// <summary>A few characters that state any number of things: each has a limit and a message.</summary>
public class MultiplicationTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static string Manifest(string layers, string shape = "[1]", string experts = "") =>
        $$"""
            {"format":1,"model":"m","architecture":"","modelType":"","tiesEmbeddings":false,"headerHash":"{{Hash}}","config":{},
            "stacks":[{"name":"default","prefix":"layers.{}.","layers":900000,"transparent":null,"kinds":[{"name":"{{(
                experts.Length > 0 ? "experts.{}.w" : "w"
            )}}","dtype":"BF16","shape":{{shape}},"layers":"{{layers}}"{{experts}}}]}],"tensors":[],"notes":[]}
            """;

    private static IReadOnlyList<MergeDiagnostic> Plan(string slices, params string[] manifests) =>
        MergeYaml
            .Read("merge_method: passthrough\ndtype: bfloat16\nslices:\n" + slices, "merge.yml")
            .Check(new ManifestSet(manifests.Select(text => ManifestReader.Parse(text, "m.checkpoint.json").Manifest!)))[0];

    [Theory]
    [InlineData("0..900000", "[1]", ",\"experts\":\"0..2\"", "has more than 1000000 tensors")]
    [InlineData("0..900000", "[1]", ",\"experts\":\"0..1000000\"", "has more than 1000000 tensors")]
    [InlineData("0..1", "[4611686018427387904,4]", "", "is beyond 63 bits")]
    public void A_manifest_that_comes_to_too_much_is_refused(string layers, string shape, string experts, string message)
    {
        ManifestResult result = ManifestReader.Parse(Manifest(layers, shape, experts), "m.checkpoint.json");
        MergeDiagnostic fault = Assert.Single(result.Diagnostics);
        Assert.Equal("MDSL0509", fault.Id);
        Assert.Contains(message.Replace("has more", "have more", StringComparison.Ordinal), fault.Message);
    }

    [Fact]
    public void Slices_of_a_million_layers_are_not_written_out()
    {
        const string Slices = "- sources: [{model: m, layer_range: [0, 900000]}]\n- sources: [{model: m, layer_range: [0, 900000]}]\n";
        MergeDiagnostic fault = Assert.Single(Plan(Slices, Manifest("0..900000")), diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal("MDSL0317", fault.Id);
        Assert.Contains("more than 1,000,000 tensors and layers", fault.Message);
        Assert.Equal(1, fault.Place!.Line);
    }

    [Fact]
    public void More_elements_than_can_be_counted_are_an_error()
    {
        const string Slices = "- sources: [{model: m, layer_range: [0, 2]}]\n- sources: [{model: m, layer_range: [0, 2]}]\n";
        IReadOnlyList<MergeDiagnostic> found = Plan(Slices, Manifest("0..2", "[60000000000000000]"));
        MergeDiagnostic fault = Assert.Single(found, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal("MDSL0317", fault.Id);
        Assert.Contains("elements", fault.Message);
    }

    [Fact]
    public void A_dimension_of_0_makes_a_tensor_empty_wherever_it_stands()
    {
        const string Slices = "- sources: [{model: m, layer_range: [0, 2]}]\n";
        foreach (
            string shape in (string[])
                ["[4611686018427387904,0]", "[0,4611686018427387904,8]", "[9223372036854775807,9223372036854775807,0]"]
        )
            Assert.DoesNotContain(Plan(Slices, Manifest("0..2", shape)), diagnostic => diagnostic.Severity == Severity.Error);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void An_output_whose_config_would_not_fit_its_layers_is_refused(int layers, bool isRefused)
    {
        // A name that is misspelt in every layer makes two stacks of one, whose layers one key counts.
        Manifest manifest = ManifestBuilder
            .Build(
                "m",
                null,
                [
                    .. Enumerable
                        .Range(0, 4)
                        .SelectMany(layer =>
                            new (string, TensorDType, EquatableArray<long>)[]
                            {
                                ($"model.layers.{layer}.mlp.down_proj.weight", TensorDType.BF16, [4, 12]),
                                ($"moel.layers.{layer}.self_attn.o_proj.weight", TensorDType.BF16, [4, 4]),
                            }
                        ),
                ],
                JsonReader.Parse("""{"model_type":"mistral","num_hidden_layers":4,"text_config":{"num_hidden_layers":4}}""").AsObject!,
                null
            )
            .Manifest!;
        IReadOnlyList<MergeDiagnostic> found = MergeYaml
            .Read(
                "merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources: [{model: m, layer_range: [0, 2]}]\n"
                    + $"- sources: [{{model: m, layer_range: [{6 - layers}, 4]}}]\n",
                "merge.yml"
            )
            .Check(new ManifestSet([manifest]))[0];
        MergeDiagnostic[] faults = [.. found.Where(diagnostic => diagnostic.Severity == Severity.Error)];
        Assert.Equal(isRefused, faults.Length > 0);
        if (!isRefused)
            return;
        Assert.Equal("MDSL0520", Assert.Single(faults).Id);
        Assert.Equal((4, 21), (faults[0].Place!.Line, faults[0].Place!.Column));
        Assert.StartsWith(
            "the output could not be loaded: text_config.num_hidden_layers would be 5 in its config.json, with layers 0 to 3 below 'mo",
            faults[0].Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("num_hidden_layers", "1000000000000")]
    [InlineData("num_hidden_layers", "-1")]
    [InlineData("num_hidden_layers", "0.5")]
    [InlineData("num_hidden_layers", "1e999")]
    [InlineData("vocab_size", "1000000000000000000")]
    [InlineData("vocab_size", "-9223372036854775808")]
    [InlineData("vocab_size", "99999999999999999999999")]
    public void Counts_that_no_model_has_are_no_fault_of_the_tool(string key, string value)
    {
        JsonObject config = JsonReader.Parse($$"""{"model_type":"llama","{{key}}":{{value}}}""").AsObject!;
        ManifestResult result = ManifestBuilder.Build(
            "m",
            null,
            [("model.layers.0.mlp.down_proj.weight", TensorDType.BF16, [2, 2]), ("model.embed_tokens.weight", TensorDType.BF16, [2, 2])],
            config,
            null
        );
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal("MDSL0507", diagnostic.Id));
    }

    [Fact]
    public void Documents_and_keys_of_a_file_are_limited()
    {
        string documents = string.Concat(Enumerable.Range(0, 1_001).Select(i => $"name: d{i}\n---\n"));
        Assert.Contains(
            MergeYaml.Read(documents, "merge.yml").Diagnostics,
            diagnostic => diagnostic.Id == "MDSL0411" && diagnostic.Message.Contains("at most 1000 documents", StringComparison.Ordinal)
        );
        MergeDiagnostic key = Assert.Single(MergeYaml.Read(new string('k', 1_001) + ": 1\n", "merge.yml").Diagnostics);
        Assert.Equal("MDSL0411", key.Id);
        Assert.Contains("at most 1000 characters, this one has 1001", key.Message);
    }

    /// <summary>The scalars that say which layers have attention: found exactly where a search over all of them finds some.</summary>
    [Fact]
    public void The_period_of_a_pattern_is_found_wherever_there_is_one()
    {
        for (int length = 1; length <= 7; length++)
        {
            for (int pattern = 0; pattern < 1 << length; pattern++)
            {
                bool[] wanted = [.. Enumerable.Range(0, length).Select(layer => ((pattern >> layer) & 1) == 1)];
                (int Period, int Offset)? expected = null;
                for (int period = 1; period <= length + 1 && expected is null; period++)
                {
                    for (int offset = 0; offset < period && expected is null; offset++)
                    {
                        if (wanted.Select((value, layer) => value == (layer % period == offset)).All(same => same))
                            expected = (period, offset);
                    }
                }
                Assert.Equal((wanted, expected), (wanted, Found(wanted)));
            }
        }
    }

    private static (int Period, int Offset)? Found(bool[] wanted)
    {
        // Of a donor with attention in every second layer, layers of either kind in the order wanted.
        JsonObject config = JsonReader
            .Parse(
                """{"model_type":"jamba","num_hidden_layers":20,"attn_layer_period":2,"attn_layer_offset":1,"expert_layer_period":1,"expert_layer_offset":0}"""
            )
            .AsObject!;
        var donor = new LayerSource(config, "num_hidden_layers", 20);
        LayerPositionResult result = LayerPosition.Apply(
            donor,
            [.. wanted.Select((attends, layer) => new LayerOrigin(donor, (2 * (layer % 9)) + (attends ? 1 : 0)))]
        );
        return result.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error)
            ? null
            : ((int)result.Config["attn_layer_period"]!.AsInteger!.Value, (int)result.Config["attn_layer_offset"]!.AsInteger!.Value);
    }
}
