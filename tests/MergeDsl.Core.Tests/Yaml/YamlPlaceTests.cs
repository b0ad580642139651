using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>Lines and columns from 1, offsets from 0, all in UTF-16 code units.</summary>
public class YamlPlaceTests
{
    private const string Sliced = """
        # a comment
        slices:
          - sources:
              - model: 🦙/a-model
                layer_range: [0, 4]
          - sources:
              - model: b
                layer_range: [3, 4]
                parameters:
                  scale:
                    - filter: o_proj
                      value: [0.0, 0.25, 0.5]
                    - value: 1.0
            base_model: c
        merge_method: passthrough
        dtype: bfloat16
        """;

    [Theory]
    [InlineData("", "slices:")]
    [InlineData("merge_method", "passthrough")]
    [InlineData("!merge_method", "merge_method")]
    [InlineData("!slices", "slices")]
    [InlineData("slices", "slices")]
    [InlineData("slices[0]", "sources:")]
    [InlineData("slices[0].sources[0]", "model: 🦙/a-model")]
    [InlineData("slices[0].sources[0].model", "🦙/a-model")]
    [InlineData("!slices[0].sources[0].layer_range", "layer_range")]
    [InlineData("slices[0].sources[0].layer_range", "[0, 4]")]
    [InlineData("slices[1].sources[0].layer_range[1]", "4")]
    [InlineData("slices[1].sources[0].scale", "scale")]
    [InlineData("!slices[1].sources[0].scale", "scale")]
    [InlineData("slices[1].sources[0].scale[0]", "filter: o_proj")]
    [InlineData("slices[1].sources[0].scale[0].filter", "o_proj")]
    [InlineData("!slices[1].sources[0].scale[0].value", "value")]
    [InlineData("slices[1].sources[0].scale[0].value", "[0.0, 0.25, 0.5]")]
    [InlineData("slices[1].sources[0].scale[0].value[1]", "0.25")]
    [InlineData("slices[1].sources[0].scale[1]", "value: 1.0")]
    [InlineData("slices[1].base_model", "c")]
    [InlineData("slices[0].weight", "sources:")]
    [InlineData("tokenizer.source", "slices:")]
    public void A_part_of_a_spec_is_found(string path, string expected)
    {
        foreach (
            string text in new[]
            {
                Sliced,
                Sliced.ReplaceLineEndings("\r\n"),
                "\uFEFF" + Sliced.ReplaceLineEndings("\n"),
                Sliced.ReplaceLineEndings("\n") + "\n# end\n",
                "---\n" + Sliced,
            }
        )
        {
            YamlDocument document = Assert.Single(MergeYaml.Read(text, "m.yml").Documents);
            Place place = document.Places.Find(new SpecPath(path.TrimStart('!'), path.StartsWith('!')))!;
            Assert.Equal(expected, text.Substring(place.Start, place.Length));
            string[] lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
            Assert.StartsWith(expected, lines[place.Line - 1][(place.Column - 1)..], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(
        "models: [{model: a, parameters: {weight: [0.5, 1]}}, {model: b, parameters: {weight: 1}}]\nmerge_method: linear\n",
        "models[0].weight[0].value[1]",
        "1"
    )]
    [InlineData(
        "models: [{model: a, parameters: {weight: [0.5, 1]}}, {model: b, parameters: {weight: 1}}]\nmerge_method: linear\n",
        "models[1]",
        "{model: b, parameters: {weight: 1}}"
    )]
    [InlineData(
        "models: [{model: a, parameters: {weight: [0.5, 1]}}, {model: b, parameters: {weight: 1}}]\nmerge_method: linear\n",
        "models[0].weight",
        "[0.5, 1]"
    )]
    [InlineData("models: [{model: &m a}, {model: *m}]\nmerge_method: karcher\nparameters: {tol: &x !!float 1}\n", "models[0].model", "a")]
    [InlineData("models: [{model: &m a}, {model: *m}]\nmerge_method: karcher\nparameters: {tol: &x !!float 1}\n", "models[1].model", "*m")]
    [InlineData("models: [{model: &m a}, {model: *m}]\nmerge_method: karcher\nparameters: {tol: &x !!float 1}\n", "tol", "1")]
    [InlineData(
        "env: &env\n  parameters: {scale: 2}\nslices:\n- sources:\n  - {model: a, layer_range: [0, 1], <<: *env}\nmerge_method: passthrough\n",
        "slices[0].sources[0].scale",
        "2"
    )]
    [InlineData("models: [{model: 'a b'}]\nmerge_method: karcher\nchat_template: |\n  {{ a }}\n\n# end\n", "chat_template", "|")]
    [InlineData(
        "models: [{model: 'a b'}]\nmerge_method: karcher\ntokenizer: {tokens: {\"<s>\": {source: b}}}\n",
        "models[0].model",
        "'a b'"
    )]
    [InlineData(
        "models: [{model: 'a b'}]\nmerge_method: karcher\ntokenizer: {tokens: {\"<s>\": {source: b}}}\n",
        "tokenizer.tokens[0]",
        "b"
    )]
    [InlineData("modules:\n  default:\n    models: [{model: a}]\nmerge_method: karcher\n", "models[0].model", "a")]
    [InlineData(
        "modules:\n  text:\n    models: [{model: a}]\n  vision:\n    models: [{model: b}]\nmerge_method: karcher\n",
        "modules.vision.models[0].model",
        "b"
    )]
    public void Flow_collections_aliases_and_modules_have_places(string text, string path, string expected)
    {
        YamlMerge merge = MergeYaml.Read(text, "m.yml");
        Assert.Empty(merge.Diagnostics);
        Place place = merge.Documents[0].Places.Find(new SpecPath(path))!;
        Assert.Equal(expected, text.Substring(place.Start, place.Length));
    }

    [Fact]
    public void An_anchor_that_is_used_twice_is_reported_once()
    {
        YamlMerge merge = MergeYaml.Read(
            "env: &env\n  parameters: {scale: two}\nslices:\n- sources:\n  - {model: a, layer_range: [0, 1], <<: *env}\n- sources:\n  - {model: a, layer_range: [1, 2], <<: *env}\nmerge_method: passthrough\n",
            "m.yml"
        );
        Assert.Equal("m.yml(2,23): error MDSL0111: 'scale' must be a number, not 'two'", Assert.Single(merge.Diagnostics).ToString());
    }

    [Fact]
    public void Rules_are_placed_and_what_was_said_is_not_said_again()
    {
        YamlDocument document = MergeYaml
            .Read("models:\n  - model: a+b+c\n  - model: b\nmerge_method: karcher\nparameters: {tol: x}\n", "m.yml")
            .Documents[0];
        IReadOnlyList<MergeDiagnostic> all = document.Report([
            DiagnosticKinds.InvalidModelReference.At(new("models[0].model"), "again"),
            DiagnosticKinds.ImpossibleValue.At(new("tol[0].value"), "again"),
            DiagnosticKinds.SameModelTwice.At(new("models[1].model"), "twice"),
            DiagnosticKinds.SameModelTwice.At(new("models[1].model"), "twice"),
        ]);
        Assert.Equal(
            ["2:12 MDSL0116", "3:12 MDSL0108", "5:19 MDSL0111"],
            all.Select(diagnostic => $"{diagnostic.Place!.Line}:{diagnostic.Place.Column} {diagnostic.Id}")
        );
    }
}
