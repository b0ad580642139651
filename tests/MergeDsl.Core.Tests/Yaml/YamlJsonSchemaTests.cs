using System.Text.Json.Nodes;
using Json.Schema;
using MergeDsl.Core.Tests.Documentation;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>The JSON schema takes what the reader takes, and refuses what it calls unknown.</summary>
public class YamlJsonSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(YamlJsonSchema.Write());

    [Fact]
    public void It_is_a_schema() => Assert.Null(Problem(MetaSchemas.Draft7, JsonNode.Parse(YamlJsonSchema.Write())));

    [Fact]
    public void The_file_is_made_of_the_methods() =>
        GeneratedFile.Check(Path.Combine(Repository.Root, "docs/reference/mergekit.schema.json"), YamlJsonSchema.Write());

    [SharedFact]
    public void Every_valid_configuration_is_valid()
    {
        foreach (string path in Directory.EnumerateFiles(SharedData.Path("corpus/mergekit-yaml")).Order(StringComparer.Ordinal))
        {
            string text = File.ReadAllText(path);
            if (!text.Contains("# Expect: valid", StringComparison.Ordinal))
                continue;
            foreach (YamlDocument document in MergeYaml.Read(text, path).Documents)
            {
                string? problem = Problem(Schema, ToJson(document.Tree!));
                Assert.True(problem is null, Path.GetFileName(path) + ": " + problem);
            }
        }
    }

    [Theory]
    [InlineData("merge_method: slerps\nmodels: []\n")]
    [InlineData("models: []\n")]
    [InlineData("merge_method: slerp\nparameters: {weight: 1}\n")]
    [InlineData("merge_method: ties\nmodels:\n- model: a\n  weight: 1\n")]
    [InlineData("merge_method: ties\nmodels:\n- model: a\n  parameters: {normalize: true}\n")]
    [InlineData("merge_method: ties\ndtype: bfloat\n")]
    [InlineData("merge_method: passthrough\nslices:\n- sources:\n  - model: a\n    layer_range: [0, 2, 3]\n")]
    [InlineData(
        "merge_method: passthrough\nslices:\n- sources:\n  - model: a\n    layer_range: [0, 2]\n    parameters: {scale: [{filter: x}]}\n"
    )]
    public void What_is_wrong_is_underlined(string yaml) =>
        Assert.NotNull(Problem(Schema, ToJson(MergeYaml.Read(yaml, "m.yml").Documents[0].Tree!)));

    /// <summary>The first error of a validator; null for none.</summary>
    private static string? Problem(JsonSchema schema, JsonNode? value)
    {
        EvaluationResults results = schema.Evaluate(value, new() { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? null
            : string.Join(
                "\n",
                results
                    .Details.Where(detail => detail.HasErrors)
                    .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))
            );
    }

    /// <summary>A document as editors see it.</summary>
    private static JsonNode? ToJson(YamlNode node) =>
        node switch
        {
            YamlMap map => new JsonObject(
                map.Entries.GroupBy(entry => entry.Key.Text)
                    .Select(entries => KeyValuePair.Create(entries.Key, ToJson(entries.Last().Value)))
            ),
            YamlList list => new JsonArray([.. list.Items.Select(ToJson)]),
            _ => OfScalar((YamlScalar)node),
        };

    private static JsonNode? OfScalar(YamlScalar scalar)
    {
        YamlScalarValue value = YamlScalarValue.Of(scalar);
        return value.Kind switch
        {
            YamlScalarKind.Null => null,
            YamlScalarKind.Boolean => JsonValue.Create(value.Number != 0),
            YamlScalarKind.Number => value.IsWhole ? JsonValue.Create((long)value.Number) : JsonValue.Create(value.Number),
            _ => JsonValue.Create(scalar.Text),
        };
    }
}
