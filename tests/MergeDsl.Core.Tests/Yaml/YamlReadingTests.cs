using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>Texts as people write them.</summary>
public class YamlReadingTests
{
    private static MergeSpec Read(string text)
    {
        YamlMerge merge = MergeYaml.Read(text, "m.yml");
        Assert.DoesNotContain(merge.Diagnostics, diagnostic => diagnostic.Severity > Severity.Note);
        return Assert.Single(merge.Documents).Spec!;
    }

    private static string[] Say(string text, bool lenient = false) =>
        [
            .. MergeYaml
                .Read(text, "m.yml", lenient)
                .Diagnostics.Select(diagnostic =>
                    $"{diagnostic.Place!.Line}:{diagnostic.Place.Column} {diagnostic.Severity} {diagnostic.Id}"
                ),
        ];

    [Fact]
    public void Indents_line_ends_and_blanks_do_not_matter()
    {
        MergeSpec expected = new()
        {
            Method = "linear",
            Models = [new("a", [new("weight", new([new RuleSpec(null, [0.5])]))]), new("b c", [])],
            Parameters = [new("weight", new([new RuleSpec(null, [1])]))],
            DType = DType.Float16,
        };
        Assert.Equal(
            expected,
            Read(
                "models:\n- model: a  \n  parameters:\n     weight: .5\n- model: 'b c'\n\n   \nmerge_method:   linear\nparameters:\n weight: 1  # one\ndtype: torch.float16"
            )
        );
        Assert.Equal(
            expected,
            Read(
                "\uFEFFmodels:\r\n    - model: \"a\"\r\n      parameters: {weight: 0.50}\r\n    - {model: b c}\r\nmerge_method: linear\r\nparameters: {'weight': '1'}\r\ndtype: float16\r\nout_dtype:\r\ntokenizer:\r\nslices: ~\r\n"
            )
        );
        Assert.Equal(
            expected,
            Read(
                "{\"models\": [{\"model\": \"a\", \"parameters\": {\"weight\": [0.5]}}, {\"model\": \"b c\", \"parameters\": null}], \"merge_method\": \"linear\", \"parameters\": {\"weight\": [{\"value\": 1.0, \"filter\": \"*\"}]}, \"dtype\": \"float16\"}"
            )
        );
        Assert.Equal(
            expected,
            Read(
                "modules:\n  default:\n    models:\n    - model: a\n      parameters: {weight: {value: 0.5}}\n    - model: {model: {path: b c}}\nmerge_method: linear\nparameters: {weight: 1}\ndtype: float16\n"
            )
        );
    }

    [Fact]
    public void Merge_keys_fill_in_what_is_not_written()
    {
        MergeSpec spec = Read(
            "one: &one {layer_range: [0, 4]}\ntwo: &two\n  <<: *one\n  parameters: &p {scale: 2}\nslices:\n- sources:\n  - model: a\n    <<: [*two, *one]\n    layer_range: [4, 8]\n- sources:\n  - {model: b, <<: *one, parameters: *p}\nmerge_method: passthrough\n"
        );
        Assert.Equal(4..8, spec.Slices[0].Sources[0].Layers);
        Assert.Equal(0..4, spec.Slices[1].Sources[0].Layers);
        Assert.Equal(spec.Slices[0].Sources[0].Parameters, spec.Slices[1].Sources[0].Parameters);
    }

    [Theory]
    [InlineData(@"model: D:\models\my model\x", @"D:\models\my model\x")]
    [InlineData(@"model: 'C:\Users\me'", @"C:\Users\me")]
    [InlineData("model: \"C:\\\\Users\\\\me\"", @"C:\Users\me")]
    [InlineData("model: \"D:/hub/models--a--b/snapshots/0123\"", "D:/hub/models--a--b/snapshots/0123")]
    [InlineData("model: a@main+/abs/lora/", "a@main+/abs/lora/")]
    [InlineData("model: {model: {path: a, revision: main}, lora: /abs/lora/}", "a@main+/abs/lora/")]
    [InlineData("model:\n      model: a@main\n      lora: {path: /abs/lora/}", "a@main+/abs/lora/")]
    public void References_are_read_in_all_their_forms(string line, string expected) =>
        Assert.Equal(expected, Read($"models:\n  - {line}\nmerge_method: karcher\n").Models[0].Model.ToString());

    [Fact]
    public void A_path_with_signs_is_one_in_the_long_form()
    {
        Model model = Read("models: [{model: {model: {path: a+b@c}, override_architecture: X}}]\nmerge_method: karcher\n").Models[0].Model;
        Assert.Equal(("a+b@c", null, null, "X"), (model.Id, model.Revision, model.Adapter, model.OverrideArchitecture));
    }

    [Fact]
    public void Documents_are_read_one_by_one()
    {
        YamlMerge merge = MergeYaml.Read(
            "name: first \nmodels: [{model: a}]\nmerge_method: karcher\n---\n# nothing\n---\nmodels: [{model: first}]\nmerge_method: karcher\nname: second\n--- {models: [{model: second}], merge_method: karcher, dtpye: float16}\n---\nmodels: [{model: b\n",
            "m.yml"
        );
        Assert.Equal(["first", "second", null], merge.Documents.Select(document => document.Name));
        Assert.Equal(
            ["10:56 MDSL0403", "12:10 MDSL0401"],
            merge.Diagnostics.Select(diagnostic => $"{diagnostic.Place!.Line}:{diagnostic.Place.Column} {diagnostic.Id}")
        );
        Assert.Equal("MDSL0403", Assert.Single(merge.Documents[2].Diagnostics).Id);
    }

    [Fact]
    public void The_last_of_equal_keys_counts()
    {
        const string text = "models:\n  - model: a\n    model: b\nmerge_method: karcher\nparameters:\n  tol: 1\n  max_iter: 3\n  tol: 2\n";
        MergeSpec spec = MergeYaml.Read(text, "m.yml").Documents[0].Spec!;
        Assert.Equal("b", spec.Models[0].Model.Id);
        Assert.Equal([3, 2], spec.Parameters.Select(parameter => parameter.Rules[0].Values[0]));
        Assert.Equal(["3:5 Warning MDSL0405", "8:3 Warning MDSL0405"], Say(text));
    }

    [Fact]
    public void Comments_silence_what_they_name()
    {
        const string merge =
            "models:\n  - model: a\n    foo: 1 # mergedsl: disable MDSL0404 because\n    # mergedsl: disable MDSL0408, MDSL0404\n\n    # another\n    bar: 2\n    baz: 3\nmerge_method: karcher\nparameters: {tol: 012, quux: '# mergedsl: disable MDSL0601'}\n";
        Assert.Equal(["8:5 Warning MDSL0404", "10:19 Note MDSL0410", "10:24 Warning MDSL0601"], Say(merge));
        Assert.Equal(["11:19 Note MDSL0410", "11:24 Warning MDSL0601"], Say("# mergedsl: disable MDSL0404\n" + merge));
        YamlMerge read = MergeYaml.Read(merge, "m.yml");
        Assert.Empty(read.Suppressions.Apply([DiagnosticKinds.UnknownKey.Says("x") with { Place = new Place("m.yml", 7, 1) }]));
        Assert.Single(read.Suppressions.Apply([DiagnosticKinds.UnknownKey.Says("x")]));
    }

    [Fact]
    public void A_near_miss_is_read_as_what_was_meant_unless_it_is_tolerated()
    {
        const string text = "models:\n  - model: a\n    parameters: {wieght: 1}\nmerge_method: linear\ndtpye: float16\n";
        MergeSpec strict = MergeYaml.Read(text, "m.yml").Documents[0].Spec!,
            lenient = MergeYaml.Read(text, "m.yml", lenient: true).Documents[0].Spec!;
        Assert.Equal(["3:18 Error MDSL0103", "5:1 Error MDSL0403"], Say(text));
        Assert.Equal(["3:18 Warning MDSL0103", "5:1 Warning MDSL0403"], Say(text, lenient: true));
        Assert.Equal((DType.Float16, 1), (strict.DType, strict.Models[0].Parameters.Count));
        Assert.Equal((DType.Unspecified, 0), (lenient.DType, lenient.Models[0].Parameters.Count));
    }

    [Theory]
    [InlineData("parameters: {t: 0.5}\nmodels: [{model: a, t: 1}, {model: b}]", "2:21 Warning MDSL0408")]
    [InlineData("t: 0.5\nmodels: [{model: a}, {model: b}]", "1:1 Error MDSL0408")]
    [InlineData(
        "t: 0.5\nslices: [{sources: [{model: a, layer_range: [0, 1]}, {model: b, layer_range: [0, 1]}], parameters: {t: 1}}]",
        "1:1 Warning MDSL0408"
    )]
    [InlineData(
        "slices: [{sources: [{model: a, layer_range: [0, 1], parameters: {t: 1}}, {model: b, layer_range: [0, 1]}], t: 1}]",
        "1:66 Error MDSL0408",
        "1:108 Error MDSL0408"
    )]
    [InlineData("parameters: {t: []}\nslices: [{sources: [{model: a, layer_range: [0, 1]}], parameters: {t: 1}}]", "1:17 Warning MDSL0113")]
    [InlineData("parameters: {t: []}\nslices: [{sources: [{model: a, layer_range: [0, 1]}]}]", "1:17 Error MDSL0113")]
    [InlineData(
        "parameters: {t: 1}\nslices: [{sources: [{model: a, layer_range: [0, 1]}], residual_weight: 1, dtype: x, merge_method: y}]\ndtype: float16",
        "2:55 Warning MDSL0404",
        "2:75 Warning MDSL0408",
        "2:85 Warning MDSL0408"
    )]
    public void A_parameter_where_nothing_reads_it_is_a_fault_unless_it_is_set_elsewhere(string text, params string[] expected) =>
        Assert.Equal(
            expected,
            Say("merge_method: slerp\nbase_model: a\n" + text)
                .Select(line =>
                    $"{int.Parse(line.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture) - 2}:{line.Split(':', 2)[1]}"
                )
        );

    [Fact]
    public void Expansion_and_depth_are_bounded()
    {
        string laughs =
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat("bcdefgh".Select((c, i) => $"{c}: &{c} [{string.Join(", ", Enumerable.Repeat("*" + "abcdefg"[i], 10))}]\n"));
        Assert.Contains("Error MDSL0411", Assert.Single(Say(laughs)), StringComparison.Ordinal);
        Assert.Equal(["1:65 Error MDSL0411"], Say(new string('[', 100)));
        Assert.Contains("Error MDSL0411", Assert.Single(Say(string.Concat(Enumerable.Repeat("- ", 100_000)))), StringComparison.Ordinal);
        Assert.Contains(
            "Error MDSL0411",
            Assert.Single(Say("a: [" + string.Concat(Enumerable.Repeat("x,", 300_000)) + "]")),
            StringComparison.Ordinal
        );
        Assert.Equal(["1:1 Error MDSL0411"], Say(new string('x', 5 << 20)));
    }
}
