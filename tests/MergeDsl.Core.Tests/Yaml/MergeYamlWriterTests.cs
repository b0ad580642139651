using CsCheck;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

public class MergeYamlWriterTests
{
    [Fact]
    public void Reading_what_was_written_gives_the_same_spec() =>
        RandomSpecs.All.Sample(
            spec =>
            {
                YamlWriteResult written = MergeYamlWriter.Write(spec);
                Assert.Empty(written.Diagnostics);
                YamlMerge read = MergeYaml.Read(written.Text!, "m.yml");
                if (read.Diagnostics.Count > 0 || !spec.Equals(read.Documents[0].Spec))
                    Assert.Fail(
                        string.Join("\n", read.Diagnostics)
                            + "\n"
                            + written.Text
                            + "\n"
                            + MergeYamlWriter.Write(read.Documents[0].Spec!).Text
                    );
            },
            iter: 2000,
            threads: 1
        );

    [SharedTheory]
    [MemberData(nameof(YamlCorpusTests.Files), MemberType = typeof(YamlCorpusTests))]
    public void A_published_configuration_written_again_means_the_same(string file)
    {
        foreach (YamlDocument document in MergeYaml.Read(File.ReadAllText(SharedData.Path(file)), file).Documents)
        {
            if (document.Spec is null || document.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
                continue;
            YamlWriteResult written = MergeYamlWriter.Write(document.Spec);
            Assert.Equal(document.Spec, MergeYaml.Read(written.Text!, file).Documents[0].Spec);
        }
    }

    private static MergePlan Plan(string name) =>
        new()
        {
            Name = name,
            Spec = new() { Method = "passthrough" },
            Hash = "",
        };

    [Fact]
    public void The_text_is_what_a_person_would_write()
    {
        MergeSpec spec = new()
        {
            Method = "dare_ties",
            BaseModel = "meta/base",
            Models =
            [
                new("a@main+lora", [new("weight", new([new RuleSpec("mlp", [0.5, 0, 1]), new RuleSpec(null, [1])]))]),
                new(
                    new Model(@"C:\my models\b+c"),
                    [new("weight", new([new RuleSpec(null, [1e-10])])), new("density", new([new RuleSpec(null, [0, 0.5, 1])]))]
                ),
            ],
            Parameters = [new("int8_mask", new([new RuleSpec(null, [1])]))],
            DType = DType.BFloat16,
            Tokenizer = new(TokenizerSource.Union) { Tokens = [new("<pad>", TokenEmbedding.Zero) { Force = true }] },
            ChatTemplate = "{{ a }}\n{{ b }}",
        };
        Assert.Equal(
            """
            models:
              - model: a@main+lora
                parameters:
                  weight:
                    - filter: mlp
                      value: [0.5, 0, 1]
                    - value: 1.0
              - model:
                  model:
                    path: C:\my models\b+c
                parameters:
                  weight: 1.0e-10
                  density: [0, 0.5, 1]
            merge_method: dare_ties
            base_model: meta/base
            parameters:
              int8_mask: true
            dtype: bfloat16
            tokenizer:
              source: union
              tokens:
                <pad>:
                  source:
                    kind: zero
                  force: true
            chat_template: |-
              {{ a }}
              {{ b }}

            """.ReplaceLineEndings("\n"),
            MergeYamlWriter.Write(spec).Text
        );
    }

    [Fact]
    public void What_mergekit_has_no_form_for_is_said_with_its_path()
    {
        MergeSpec spec = new()
        {
            Method = "passthrough",
            Slices =
            [
                new([new("a", Range.StartAt(^1), [])], null, []),
                new([new("a", 0..4, []) { Transparent = true }], null, []),
                new([new(Plan("first"), 0..4, [])], null, []),
            ],
        };
        YamlWriteResult written = MergeYamlWriter.Write(spec);
        Assert.Null(written.Text);
        Assert.Equal(
            ["slices[0].sources[0].layer_range", "slices[1].sources[0]", "slices[2].sources[0].model"],
            written.Diagnostics.Select(diagnostic => diagnostic.Path.Text)
        );
        Assert.All(written.Diagnostics, diagnostic => Assert.Equal("MDSL0414", diagnostic.Id));
    }

    [Fact]
    public void A_chain_is_documents_that_name_each_other()
    {
        MergeSpec first = new() { Method = "passthrough", Slices = [new([new("a", 0..4, [])], null, [])] };
        MergeSpec second = new() { Method = "passthrough", Slices = [new([new(Plan("first"), 0..8, [])], null, [])] };
        string text = MergeYamlWriter.Write([("first", first), (null, second)]).Text!;
        YamlMerge read = MergeYaml.Read(text, "m.yml");
        Assert.Empty(read.Diagnostics);
        Assert.Equal(["first", null], read.Documents.Select(document => document.Name));
        Assert.Equal("first", read.Documents[1].Spec!.Slices[0].Sources[0].Model.Id);
    }

    [Fact]
    public void A_plan_is_written_behind_the_plans_that_it_uses()
    {
        MergePlan first = MergePlan.Create(new Passthrough { Slices = [new Model("a").Layers[0..4]] }) with { Name = "first" };
        MergePlan second = MergePlan.Create(new Passthrough { Slices = [((Model)first).Layers[0..4], ((Model)first).Layers[2..4]] });
        YamlMerge read = MergeYaml.Read(MergeYamlWriter.Write(second).Text!, "m.yml");
        Assert.Empty(read.Diagnostics);
        Assert.Equal(["first", null], read.Documents.Select(document => document.Name));
        Assert.Equal(first.Spec, read.Documents[0].Spec);
        Assert.All(read.Documents[1].Spec!.Slices, slice => Assert.Equal("first", slice.Sources[0].Model.Id));
    }

    public static TheoryData<MergeSpec, string> WithoutForm()
    {
        MergeSpec whole = new() { Method = "passthrough", Slices = [new([new("a", 0..4, [])], null, [])] };
        MergeSpec Of(Model model) => whole with { Slices = [new([new(model, 0..4, [])], null, [])] };
        MergeSpec With(Tokenizer tokenizer) => whole with { Tokenizer = tokenizer };
        return new()
        {
            { With(new(TokenizerSource.Union) { PadToMultipleOf = -8 }), "tokenizer" },
            { With(new(TokenizerSource.Union) { PadToMultipleOf = 0 }), "tokenizer" },
            { With(new(TokenizerSource.Union) { Tokens = [("<a>", TokenEmbedding.Zero), ("<a>", "a")] }), "" },
            { With(new(TokenizerSource.Union) { Tokens = [("<a>", TokenEmbedding.Of("a", -1))] }), "tokenizer" },
            { With(new(TokenizerSource.Union) { Tokens = [("<a>", new TokenEmbedding("zeros"))] }), "tokenizer" },
            { With(new(new TokenizerSource("unoin"))), "tokenizer" },
            { Of(new Model("a") { AdapterRevision = "main" }), "" },
            { Of(((Model)Plan("first")) with { Adapter = "b" }), "" },
        };
    }

    [Theory]
    [MemberData(nameof(WithoutForm))]
    public void What_would_be_refused_or_mean_something_else_is_not_written(MergeSpec spec, string path)
    {
        YamlWriteResult written = MergeYamlWriter.Write([
            ("first", new() { Method = "passthrough", Slices = [new([new("b", 0..4, [])], null, [])] }),
            (null, spec),
        ]);
        Assert.Null(written.Text);
        MergeDiagnostic diagnostic = Assert.Single(written.Diagnostics);
        Assert.Equal("MDSL0414", diagnostic.Id);
        Assert.StartsWith(path, diagnostic.Path.Text);
    }

    [Fact]
    public void A_model_that_is_named_like_a_merge_of_the_file_is_not_written()
    {
        MergeSpec first = new() { Method = "passthrough", Slices = [new([new("a", 0..4, [])], null, [])] };
        MergeSpec second = new()
        {
            Method = "passthrough",
            Slices = [new([new(Plan("first"), 0..8, [])], null, []), new([new("first", 0..8, [])], null, [])],
        };
        YamlWriteResult written = MergeYamlWriter.Write([("first", first), (null, second)]);
        Assert.Equal("slices[1].sources[0].model", Assert.Single(written.Diagnostics).Path.Text);
    }
}
