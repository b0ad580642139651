using MergeDsl.Core.Tests.Documentation;
using MergeDsl.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>The JSON schema takes what the reader takes, and refuses what it calls unknown.</summary>
public class YamlJsonSchemaTests
{
    private static readonly JsonObject Schema = (JsonObject)JsonReader.Parse(YamlJsonSchema.Write());

    [Fact]
    public void The_file_is_made_of_the_methods() => GeneratedFile.Check(Path.Combine(Repository.Root, "docs/reference/mergekit.schema.json"), YamlJsonSchema.Write());

    [SharedFact]
    public void Every_valid_configuration_is_valid()
    {
        foreach (string path in Directory.EnumerateFiles(SharedData.Path("corpus/mergekit-yaml")).Order(StringComparer.Ordinal))
        {
            string text = File.ReadAllText(path);
            if (!text.Contains("# Expect: valid", StringComparison.Ordinal)) continue;
            foreach (YamlDocument document in MergeYaml.Read(text, path).Documents)
            {
                string? problem = SchemaValidator.Validate(Schema, Schema, document.Tree!, "");
                // What a method reads only for other models than the base is a note, and an editor cannot know.
                Assert.True(problem is null, Path.GetFileName(path) + problem);
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
    [InlineData("merge_method: passthrough\nslices:\n- sources:\n  - model: a\n    layer_range: [0, 2]\n    parameters: {scale: [{filter: x}]}\n")]
    public void What_is_wrong_is_underlined(string yaml) =>
        Assert.NotNull(SchemaValidator.Validate(Schema, Schema, MergeYaml.Read(yaml, "m.yml").Documents[0].Tree!, ""));
}
