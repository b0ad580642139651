using MergeDsl.Core.Tests.Documentation;
using Xunit;

namespace MergeDsl.Core.Tests.Planning;

/// <summary>The text that is hashed: all that a plan can say, word by word.</summary>
public class CanonicalTextTests
{
    private const string Yaml = """
        merge_method: ties
        base_model: org/base
        dtype: float32
        out_dtype: bfloat16
        tokenizer:
          source: org/a
          pad_to_multiple_of: 8
          tokens:
            <a>: {source: org/a, force: true}
            <b>: {source: {kind: model_token, model: org/b, token: "x\ty"}}
            <c>: {source: {kind: model_token, model: org/b, token_id: 3}}
            <d>: {source: {kind: zero}}
        chat_template: chatml
        parameters: {weight: 1, lambda: [0.5, 1]}
        modules:
          encoder:
            slices:
            - sources: [{model: org/base, layer_range: [0, 2]}, {model: org/a, layer_range: [0, 2], parameters: {density: [{filter: mlp, value: 0.5}, {value: 1}, {filter: never, value: 2}]}}]
              parameters: {normalize: false}
            - sources: [{model: org/base, layer_range: [2, 4]}, {model: org/a, layer_range: [2, 4]}]
            - sources: [{model: org/base, layer_range: [2, 4]}, {model: org/a, layer_range: [2, 4]}]
          decoder:
            models: [{model: org/b, parameters: {weight: 2}}]
        """;

    [Fact]
    public void Everything_that_is_said_stands_in_it()
    {
        MergePlan plan = Plan(Yaml);
        Assert.Equal(
            """
            mergedsl plan 1
            method ties
            base "org/base"
            dtype float32
            out_dtype bfloat16
            tokenizer model "org/a" pad 8
              token "<a>" model "org/a" force
              token "<b>" model_token "org/b" "x\ty"
              token "<c>" model_token "org/b" 3
              token "<d>" zero
            chat_template "chatml"
            module "encoder"
            slice
              base "org/base" [0..2]
              source "org/a" [0..2]
                weight 1
                density "mlp" = 0.5, 1
              normalize 0
              lambda (0.5 1)
            slice x 2
              base "org/base" [2..4]
              source "org/a" [2..4]
                weight 1
              lambda (0.5 1)
            module "decoder"
            slice
              source "org/b" [..]
                weight 2
              base "org/base" [..]
              lambda (0.5 1)

            """,
            plan.ToString()
        );
    }

    [Fact]
    public void Force_is_a_part_of_the_hash() =>
        Assert.NotEqual(Plan(Yaml).Hash, Plan(Yaml.Replace(", force: true", "", StringComparison.Ordinal)).Hash);

    [Fact]
    public void Ranges_are_written_as_in_CSharp()
    {
        (Range? Range, string Text)[] ranges =
        [
            (null, "[..]"),
            (0..32, "[0..32]"),
            (^1.., "[^1..]"),
            (^3..^1, "[^3..^1]"),
            (2..^0, "[2..]"),
            (^0..^0, "[^0..]"),
        ];
        foreach ((Range? range, string text) in ranges)
            Assert.Equal(text, CanonicalText.Range(range));
    }

    [Fact]
    public void Transparent_sources_say_so()
    {
        Passthrough declaration = new()
        {
            DType = DType.BFloat16,
            Slices = [((Model)"m").Layers[..], ((Model)"m").Layers[^1..].Transparent()],
        };
        Assert.EndsWith(
            """
            slice
              source "m" [0..]
            slice
              source "m" [^1..] transparent

            """,
            MergePlan.Create(declaration).ToString()
        );
    }

    private static MergePlan Plan(string yaml) =>
        MergeCheck.Run(Assert.Single(MergeYaml.Read(yaml, "m.yml").Documents).Spec!, new(ExampleModels.All), []).Plan!;
}
