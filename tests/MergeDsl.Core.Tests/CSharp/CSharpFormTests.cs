using MergeDsl.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace MergeDsl.Core.Tests.CSharp;

/// <summary>The forms that people would write.</summary>
public class CSharpFormTests
{
    private static string Convert(string yaml, CSharpOptions? options = null)
    {
        CSharpWriteResult result = MergeCSharp.Convert(
            MergeYaml.Read(yaml.ReplaceLineEndings("\n"), "merge.yml"),
            options ?? new() { ClassName = "Merged" }
        );
        Assert.True(result.Text is not null, string.Join("\n", result.Diagnostics));
        return result.Text;
    }

    /// <summary>The text from the class on.</summary>
    private static string Class(string text) => text.Substring(text.IndexOf("[Merge]", StringComparison.Ordinal));

    private static void AssertTokens(string expected, string actual) =>
        Assert.Equal(
            SyntaxFactory.ParseTokens(expected).Select(token => token.Text),
            SyntaxFactory.ParseTokens(actual).Select(token => token.Text)
        );

    private static string Expansion(string file) =>
        File.ReadAllText(Directory.GetFiles(SharedData.Path("corpus/mergekit-yaml"), file + "-*").Single());

    [SharedFact]
    public void The_seed_is_what_the_design_shows()
    {
        AssertTokens(
            """
            using MergeDsl;
            [Merge]
            public static partial class OpenChat40LayersAppended
            {
                static readonly Model Openchat = "openchat/openchat-3.5-0106";
                public static Passthrough Definition => new()
                {
                    DType = DType.BFloat16,
                    Slices =
                    [
                        Openchat.Layers[0..32],
                        .. Openchat.Layers[31..32].Scaled([("o_proj", 0), ("down_proj", 0), 1]).Repeated(8),
                    ],
                };
            }
            """,
            Convert(Expansion("001"), new() { ClassName = "OpenChat40LayersAppended" })
        );
    }

    [SharedFact]
    public void The_seed_with_its_manifest_is_typed()
    {
        Manifest manifest = ManifestReader
            .Parse(File.ReadAllText(Path.Combine(Repository.Root, "samples/checkpoints/openchat-3.5-0106.checkpoint.json")), "m")
            .Manifest!;
        AssertTokens(
            """
            using MergeDsl;
            [Checkpoint("openchat-3.5-0106.checkpoint.json")]
            public static partial class Openchat;
            [Merge]
            public static partial class OpenChat40LayersAppended
            {
                public static Passthrough Definition => new()
                {
                    DType = DType.BFloat16,
                    Slices =
                    [
                        Openchat.Layers[0..32],
                        .. Openchat.Layers[31..32].Scaled([(Openchat.OProj, 0), (Openchat.DownProj, 0), 1]).Repeated(8),
                    ],
                };
            }
            """,
            Convert(
                Expansion("001"),
                new() { ClassName = "OpenChat40LayersAppended", Manifests = [("openchat-3.5-0106.checkpoint.json", manifest)] }
            )
        );
    }

    [SharedTheory]
    [InlineData("004", 4, 8)]
    [InlineData("006", 16, 2)]
    public void Published_interleaved_expansions_are_a_short_pattern(string file, int count, int size) =>
        AssertInterleaved(Expansion(file), count, size);

    [Theory]
    [InlineData(4, 8)]
    [InlineData(8, 4)]
    [InlineData(16, 2)]
    public void Interleaved_expansions_are_a_short_pattern(int count, int size)
    {
        string scaled =
            "    parameters:\n      scale:\n      - filter: o_proj\n        value: 0.0\n      - filter: down_proj\n        value: 0.0\n      - value: 1.0\n";
        string slices = string.Concat(
            Enumerable
                .Range(1, count)
                .Select(i =>
                    $"- sources:\n  - model: openchat/openchat-3.5-0106\n    layer_range: [{(i - 1) * size}, {i * size}]\n- sources:\n  - model: openchat/openchat-3.5-0106\n    layer_range: [{(i * size) - 1}, {i * size}]\n{scaled}"
                )
        );
        AssertInterleaved($"slices:\n{slices}merge_method: passthrough\ndtype: bfloat16\n", count, size);
    }

    private static void AssertInterleaved(string yaml, int count, int size)
    {
        string text = Class(Convert(yaml));
        Assert.Contains($"Slices = [.. Enumerable.Range(0, {count}).SelectMany(Block)],", text);
        string block = text.Substring(text.IndexOf("static IEnumerable", StringComparison.Ordinal));
        AssertTokens(
            $$"""
            static IEnumerable<Passthrough.Slice> Block(int i) =>
                [Openchat.Layers[({{size}} * i)..({{size}} * i + {{size}})], Openchat.Layers[({{size}} * i + {{size
                - 1}})..({{size}} * i + {{size}})].Scaled([("o_proj", 0), ("down_proj", 0), 1])];
            }
            """,
            block
        );
        Assert.True(block.Split('\n').Length <= 10);
    }

    [Fact]
    public void The_text_of_LazyMergekit_reads_like_the_design() =>
        Assert.Equal(
            """
            [Merge]
            public static partial class Merged
            {
                static readonly Model MistralFtOptimized = "OpenPipe/mistral-ft-optimized-1218";
                static readonly Model NeuralHermes = "mlabonne/NeuralHermes-2.5-Mistral-7B";

                public static Slerp Definition => new()
                {
                    BaseModel = MistralFtOptimized,
                    DType = DType.BFloat16,
                    Slices = [new() { Sources = [MistralFtOptimized.Layers[0..32], NeuralHermes.Layers[0..32]] }],
                    T = [("self_attn", Gradient.Of(0, 0.5, 0.3, 0.7, 1)), ("mlp", Gradient.Of(1, 0.5, 0.7, 0.3, 0)), 0.5],
                };
            }

            """.ReplaceLineEndings("\n"),
            Class(
                Convert(
                    """
                    slices:
                      - sources:
                          - model: OpenPipe/mistral-ft-optimized-1218
                            layer_range: [0, 32]
                          - model: mlabonne/NeuralHermes-2.5-Mistral-7B
                            layer_range: [0, 32]
                    merge_method: slerp
                    base_model: OpenPipe/mistral-ft-optimized-1218
                    parameters:
                      t:
                        - filter: self_attn
                          value: [0, 0.5, 0.3, 0.7, 1]
                        - filter: mlp
                          value: [1, 0.50, 0.7, 0.3, 0.0]
                        - value: 0.5
                    dtype: bfloat16
                    """
                )
            )
        );

    [Fact]
    public void Comments_and_what_nothing_reads_stay_at_their_place() =>
        Assert.Equal(
            """
            // Two of a kind.
            [Merge]
            public static partial class Merged
            {
                static readonly Model Base = "a/base";
                static readonly Model Other = @"C:\models\other";

                public static Ties Definition => new()
                {
                    BaseModel = Base,
                    DType = DType.Float16, // small
                    Models =
                    [
                        // the base
                        new(Base),
                        // the other
                        new(Other)
                        {
                            // tuned
                            Weight = 0.5, // by hand
                            // density_rate: 0.3 (MDSL0601: ties does not read 'density_rate', it has no effect)
                        },
                        // - model: a third
                        //   parameters:
                        //     weight: 1
                    ],
                    Normalize = true,
                };
            }

            """.ReplaceLineEndings("\n"),
            Convert(
                """
                # Two of a kind.
                merge_method: ties
                base_model: a/base
                models:
                  # the base
                  - model: a/base
                  # the other
                  - model: C:\models\other
                    parameters:
                      # tuned
                      weight: 0.50 # by hand
                      density_rate: 0.3
                  # - model: a third
                  #   parameters:
                  #     weight: 1
                parameters:
                  normalize: true
                dtype: float16 # small
                """
            )
                is var text
                ? text.Substring(text.IndexOf("// Two", StringComparison.Ordinal))
                : ""
        );

    [Fact]
    public void Slices_whose_comments_differ_are_not_folded()
    {
        const string slice = "- sources: [{model: a/llama, layer_range: [0, 4]}]";
        Assert.Contains(
            ".. Llama.Layers[0..4].Repeated(3),",
            Convert(
                $"merge_method: passthrough\nslices:\n{slice}\n{slice}\n{slice}\n- sources: [{{model: a/llama, layer_range: [4, 8]}}]\n"
            )
        );
        string text = Convert($"merge_method: passthrough\nslices:\n{slice} # first\n{slice} # second\n{slice} # second\n");
        Assert.Contains("Layers[0..4], // first\n", text);
        Assert.Contains("Layers[0..4].Repeated(2), // second\n", text);
    }

    [Theory]
    [InlineData("0.0", "0")]
    [InlineData("0.50", "0.5")]
    [InlineData(".5", "0.5")]
    [InlineData("1.", "1")]
    [InlineData("1e-10", "1e-10")]
    [InlineData("1_000", "1_000")]
    [InlineData("012", "10 /* 012 */")]
    [InlineData("1:30", "90 /* 1:30 */")]
    [InlineData("true", "1 /* true */")]
    [InlineData("0x10", "0x10")]
    [InlineData("'0.70'", "0.7")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("0.8408964153000001", "0.8408964153000001")]
    [InlineData("100000000000000000000", "1e+20 /* 100000000000000000000 */")]
    public void Numbers_are_as_written_less_zeros_that_say_nothing(string written, string expected)
    {
        string text = Convert(
            $"merge_method: task_arithmetic\nbase_model: a\nmodels:\n- model: a\n- model: b\n  parameters:\n    weight: {written}\n"
        );
        Assert.Contains($"Weight = {expected} ", text);
    }

    [Theory]
    [InlineData("a/b", "\"a/b\"")]
    [InlineData(@"C:\a b", @"@""C:\a b""")]
    [InlineData("say \"x\" now", "\"\"\"say \"x\" now\"\"\"")]
    [InlineData("\"", "\"\\\"\"")]
    [InlineData("tab\tline\n", "\"tab\\tline\\n\"")]
    [InlineData("\u202E\u2028", "\"\\u202e\\u2028\"")]
    public void Texts_are_the_plainest_literal(string text, string expected) => Assert.Equal(expected, CSharpLiteral.Text(text));

    [Fact]
    public void What_is_shared_has_the_name_of_its_parameter()
    {
        string models = string.Concat(
            "bcd".Select(model => $"- model: {model}\n  parameters: {{weight: [0.1, 0.2, 0.3, 1], density: [0.1, 0.2, 0.3, 1]}}\n")
        );
        string text = Convert("merge_method: ties\nbase_model: a\nmodels:\n- model: a\n" + models);
        Assert.Contains("{ Weight = SharedWeight, Density = SharedDensity }", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_says_the_same_once()
    {
        string models = string.Concat("abc".Select(model => $"- model: {model}\n  parameters: {{weight: 1}}\n"));
        Assert.StartsWith(
            """
            // Converted from merge.yml by mergedsl: a merge by model_stock.
            // lines 5, 7, 9: warning MDSL0601: model_stock does not read 'weight', it has no effect: its parameters are filter_wise

            """.ReplaceLineEndings("\n"),
            Convert("merge_method: model_stock\nbase_model: d\nmodels:\n" + models + "dtype: float16\n"),
            StringComparison.Ordinal
        );
        string slices = string.Concat(Enumerable.Range(0, 5).Select(i => $"- sources: [{{model: a, layer_range: [{i}, {i + 2}]}}]\n"));
        Assert.Contains(
            "// lines 5, 6, 7, 8: note MDSL0608: [0..2] and [1..3] of 'a' overlap by 1 layer (and 3 more like it)\n",
            Convert("merge_method: passthrough\ndtype: float16\nslices:\n" + slices),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_has_no_form_is_an_error_at_its_line()
    {
        CSharpWriteResult result = MergeCSharp.Convert(
            MergeYaml.Read(
                "merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources:\n  - model: a\n    layer_range: [0, 4]\n    parameters: {scale: [{filter: mlp, value: 2}]}\n  parameters: {scale: 3}\n",
                "m.yml"
            ),
            new()
        );
        Assert.Null(result.Text);
        Assert.Equal("m.yml(4,3): error MDSL0415", Assert.Single(result.Diagnostics).ToString()[..26]);
    }

    [Fact]
    public void A_number_beyond_all_numbers_is_no_literal() =>
        Assert.Equal("double.PositiveInfinity /* 1e999 */", CSharpLiteral.Number(double.PositiveInfinity, "1e999"));

    [Fact]
    public void Models_are_named_by_their_words()
    {
        Dictionary<Model, string> names = ModelNames.Of(
            [
                "mistralai/Mistral-7B-v0.1",
                "Qwen/Qwen2.5-7B-Instruct",
                "x/GREAT_RP_MODEL",
                "a/twin-1",
                "a/twin-2",
                "a/same",
                "b/same",
                "Ties",
                "m+x/lora",
                "C:\\models\\my model",
                "12/12",
            ],
            new HashSet<string>(TakenNames.All, StringComparer.Ordinal)
        );
        Assert.Equal(
            ["Mistral", "Qwen2_5", "GreatRPModel", "Twin1", "Twin2", "ASame", "BSame", "TiesModel", "MWithLora", "MyModel", "_12"],
            names.Values
        );
    }

    [Fact]
    public void Keywords_and_awkward_names_are_escaped()
    {
        string text = Convert(
            "merge_method: passthrough\nname: x\nmodels:\n- model: class\n",
            new() { ClassName = "class", Namespace = "my.namespace" }
        );
        Assert.Contains("namespace my.@namespace;", text);
        Assert.Contains("class @class", text);
    }
}
