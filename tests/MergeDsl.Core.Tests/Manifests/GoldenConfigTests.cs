using System.Globalization;
using System.Text.RegularExpressions;
using MergeDsl.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Manifests;

/// <summary>Holds the edited config.json of every sliced golden case against the expected one.</summary>
public partial class GoldenConfigTests
{
    private static readonly string[] Edited = ["num_hidden_layers", "n_layer", "layer_types", "mlp_only_layers", "dtype", "torch_dtype"];

    public static TheoryData<string> Cases() =>
        SharedData.Root is null
            ? [""]
            :
            [
                .. Directory
                    .GetDirectories(SharedData.Path("goldens", "cases"))
                    .Where(IsSliced)
                    .Select(directory => Path.GetFileName(directory))
                    .Where(name => GoldenData.Group(name) != "quantised")
                    .OrderBy(name => name, StringComparer.Ordinal),
            ];

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void A_config_is_the_expected_one(string name)
    {
        string directory = SharedData.Path("goldens", "cases", name);
        string yaml = File.ReadAllText(Path.Combine(directory, "merge.yml"));
        var models = new Dictionary<string, Manifest>(StringComparer.Ordinal);
        var layers = new List<LayerOrigin>();
        foreach (string slice in yaml.Split("sources:").Skip(1))
        {
            Match source = Source().Match(slice);
            string model = source.Groups["model"].Value.Split('+')[0];
            if (!models.TryGetValue(model, out Manifest? manifest))
                models.Add(model, manifest = Headers.Manifest(SharedData.Path("goldens", "models", model)));
            var origin = LayerSource.Of(manifest, manifest.Stacks[0]);
            layers.AddRange(
                Enumerable
                    .Range(Number(source, "start"), Number(source, "end") - Number(source, "start"))
                    .Select(layer => new LayerOrigin(origin, layer))
            );
        }
        string donorName =
            Base().Match(yaml) is { Success: true } named ? named.Groups["model"].Value
            : layers.Count > 0 ? models.Keys.First()
            : "";
        Manifest donor = models.TryGetValue(donorName, out Manifest? known)
            ? known
            : Headers.Manifest(SharedData.Path("goldens", "models", donorName));
        JsonObject config = Headers.Config(SharedData.Path("goldens", "models", donorName));
        JsonObject expected = Headers.Parse(File.ReadAllText(Path.Combine(directory, "expected", "config.json")));

        LayerPositionResult result = LayerPosition.Apply(LayerSource.Of(config, donor.Stacks[0]), layers);
        Assert.Empty(result.Diagnostics);
        Assert.True(result.BehavesTheSame);
        foreach (KeyValuePair<string, JsonValue> member in config.Members.Where(member => !Edited.Contains(member.Key)))
            Assert.Equal(member.Value, result.Config[member.Key]);
        foreach (string key in Edited.Take(4).Where(key => config[key] is not null))
            Assert.Equal(expected[key], result.Config[key]);
        Assert.Equal(layers.Count, CountKeys.Value(result.Config, donor.Stacks[0].CountKey!));

        // What a manifest keeps of the config is enough to know the same edits.
        Assert.Equal(result.Edits, LayerPosition.Apply(LayerSource.Of(donor, donor.Stacks[0]), layers).Edits);
    }

    private static bool IsSliced(string directory) =>
        File.Exists(Path.Combine(directory, "expected", "config.json"))
        && File.Exists(Path.Combine(directory, "merge.yml"))
        && File.ReadAllText(Path.Combine(directory, "merge.yml")) is var yaml
        && yaml.StartsWith("slices:", StringComparison.Ordinal)
        && Source().IsMatch(yaml);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"model:\s*(?<model>[^\s,}]+)[\s,]+layer_range:\s*\[(?<start>\d+),\s*(?<end>\d+)\]")]
    private static partial Regex Source();

    [GeneratedRegex(@"^base_model:\s*(?<model>\S+)", RegexOptions.Multiline)]
    private static partial Regex Base();
}
