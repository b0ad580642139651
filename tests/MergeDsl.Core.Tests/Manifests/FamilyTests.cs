using MergeDsl.Json;
using MergeDsl.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MergeDsl.Core.Tests.Manifests;

/// <summary>Holds what is read off names and config against what was measured of every family.</summary>
public class FamilyTests(ITestOutputHelper output)
{
    private readonly Dictionary<string, (int Right, int Of, List<string> Wrong)> tally = [];

    [SharedFact]
    public void Families_are_read_off_their_names()
    {
        Check(SharedData.Path("reference", "families.json"));
        Dictionary<string, int> least = new()
        {
            ["manifest"] = 237,
            ["prefix"] = 237,
            ["count key"] = 237,
            ["kinds"] = 237,
            ["before"] = 235,
            ["after"] = 234,
            ["writers"] = 199,
            ["writers with biases"] = 83,
            ["scales of the stream"] = 200,
            ["transparent where measured"] = 192,
            ["never claimed"] = 37,
            ["of an unknown family: prefix and kinds"] = 237,
            ["of an unknown family: nothing claimed"] = 237,
            ["file"] = 237,
            ["lists grow with the stack"] = 92,
            ["nothing changes in place"] = 237,
        };
        Assert.All(least, floor => Assert.InRange(tally[floor.Key].Right, floor.Value, int.MaxValue));
        Assert.Equal(least.Keys.Order(), tally.Keys.Order());
    }

    /// <summary>A few families of the same data, for where the rest is not at hand.</summary>
    [Fact]
    public void Well_known_families_are_read_off_their_names()
    {
        Check(Repository.Path("tests", "MergeDsl.Core.Tests", "Manifests", "families.json"));
        Assert.Equal(["transparent where measured"], tally.Where(count => count.Value.Wrong.Count > 0).Select(count => count.Key));
        Assert.Equal(["gemma4_text (Gemma4ForCausalLM) model.layers.{}.: unknown"], tally["transparent where measured"].Wrong);
    }

    private void Check(string file)
    {
        foreach (JsonValue item in JsonReader.Parse(File.ReadAllText(file)).AsArray!.Items)
            Check(new FamilyRow(item.AsObject!));
        foreach ((string what, (int right, int of, List<string> wrong)) in tally)
        {
            output.WriteLine($"{what}: {right} of {of}");
            foreach (string line in wrong)
                output.WriteLine("    " + line);
        }
    }

    private void Check(FamilyRow row)
    {
        Manifest? manifest = row.Build(withBiases: false, anonymous: false, out IReadOnlyList<MergeDiagnostic> diagnostics);
        Count("manifest", manifest is not null, row, string.Join("; ", diagnostics));
        if (manifest is null)
            return;
        StackManifest[] stacks =
        [
            .. row.Prefixes.Select(prefix => manifest.Stacks.FirstOrDefault(stack => stack.Prefix == prefix)).OfType<StackManifest>(),
        ];
        Count(
            "prefix",
            stacks.Length == row.Prefixes.Length && (stacks.Length > 1 || manifest.Stacks[0].Prefix == row.Prefixes[0]),
            row,
            string.Join(" ", manifest.Stacks.Select(stack => stack.Prefix))
        );
        Count(
            "count key",
            stacks.All(stack => stack.CountKey == row.CountKey),
            row,
            string.Join(" ", stacks.Select(stack => stack.CountKey)) + " is not " + row.CountKey
        );
        Count(
            "kinds",
            stacks
                .SelectMany(stack => stack.Kinds.Select(kind => row.Prefixes.Length > 1 ? stack.Prefix + kind.Name : kind.Name))
                .OrderBy(name => name, StringComparer.Ordinal)
                .SequenceEqual(row.Kinds),
            row,
            ""
        );
        Places("before", row, row.Before, manifest, StackPosition.Before);
        Places("after", row, row.After, manifest, StackPosition.After);
        if (row.Identity == true)
        {
            string[] writers = Writers(stacks);
            Count("writers", writers.SequenceEqual(row.Writers), row, Difference(writers, row.Writers));
            if (row.WritersWithBias.Length > 0 && row.Build(withBiases: true, anonymous: false, out _) is { } biased)
            {
                string[] expected = [.. row.Writers.Concat(row.WritersWithBias).Distinct().OrderBy(name => name, StringComparer.Ordinal)];
                string[] found = Writers([.. biased.Stacks.Where(stack => row.Prefixes.Contains(stack.Prefix))]);
                Count("writers with biases", found.SequenceEqual(expected), row, Difference(found, expected));
            }
            Count(
                "scales of the stream",
                stacks
                    .SelectMany(stack => stack.ResidualScales)
                    .OrderBy(name => name, StringComparer.Ordinal)
                    .SequenceEqual(row.Scales.OrderBy(name => name, StringComparer.Ordinal)),
                row,
                ""
            );
            Count(
                "transparent where measured",
                stacks.All(stack => stack.CanBeTransparent == true),
                row,
                string.Join(" ", stacks.Select(stack => stack.CanBeTransparent?.ToString() ?? "unknown"))
            );
        }
        else
        {
            Count("never claimed", stacks.All(stack => stack.CanBeTransparent != true), row, "claims transparency");
        }
        if (row.Prefixes.Length == 1 && row.Lists.Length > 0)
            Lists(row, manifest.Stacks[0]);
        InPlace(row, manifest.Stacks[0]);
        Manifest? stranger = row.Build(withBiases: false, anonymous: true, out diagnostics);
        Count(
            "of an unknown family: prefix and kinds",
            row.Prefixes.All(prefix =>
                stranger?.Stacks.Any(stack =>
                    stack.Prefix == prefix && stack.Kinds == manifest.Stacks.First(known => known.Prefix == prefix).Kinds
                ) == true
            ),
            row,
            string.Join("; ", diagnostics)
        );
        Count("of an unknown family: nothing claimed", stranger?.Stacks.All(stack => stack.CanBeTransparent != true) == true, row, "");
        Count("file", ManifestReader.Parse(ManifestWriter.Write(manifest), row.ModelType).Manifest == manifest, row, "");

        string[] Writers(StackManifest[] of) =>
            [
                .. of.SelectMany(stack => stack.ResidualWriters.Select(name => row.Prefixes.Length > 1 ? stack.Prefix + name : name))
                    .OrderBy(name => name, StringComparer.Ordinal),
            ];
    }

    // All layers of another model of the family, each in its place, change nothing.
    private void InPlace(FamilyRow row, StackManifest stack)
    {
        LayerSource donor = LayerSource.Of(row.LastConfig, stack),
            other = LayerSource.Of(row.LastConfig.With("_name_or_path", "other"), stack);
        LayerPositionResult result = LayerPosition.Apply(donor, [.. Enumerable.Range(0, 4).Select(layer => new LayerOrigin(other, layer))]);
        Count(
            "nothing changes in place",
            result.Edits.IsEmpty && result.Diagnostics.Count == 0 && result.Config == donor.Config,
            row,
            string.Join("; ", result.Edits.Select(edit => edit.Key).Concat(result.Diagnostics.Select(diagnostic => diagnostic.ToString())))
        );
    }

    // A copy of the last layer behind it: every list grows by an entry, every list of numbers by a number.
    private void Lists(FamilyRow row, StackManifest stack)
    {
        LayerSource source = LayerSource.Of(row.LastConfig, stack);
        LayerPositionResult result = LayerPosition.Apply(
            source,
            [.. Enumerable.Range(0, 5).Select(layer => new LayerOrigin(source, Math.Min(layer, 3)))]
        );
        string[] stale = [.. row.Lists.Where(list => Length(result.Config.At(list)) != Length(row.LastConfig.At(list)) + 1)];
        Count(
            "lists grow with the stack",
            stale.Length == 0 && CountKeys.Value(result.Config, row.CountKey) == 5,
            row,
            string.Join(" ", stale) + string.Join("; ", result.Diagnostics)
        );

        static int Length(JsonValue? list) => list is JsonObject members ? members.Members.Count : list?.AsArray?.Items.Count ?? -1;
    }

    private void Places(string what, FamilyRow row, string[] expected, Manifest manifest, StackPosition position)
    {
        string[] wrong =
        [
            .. manifest
                .Tensors.Where(tensor => expected.Contains(tensor.Name) && tensor.Position != position)
                .Select(tensor => $"{tensor.Name} {tensor.Position}"),
        ];
        Count(what, wrong.Length == 0, row, string.Join(", ", wrong));
    }

    private static string Difference(string[] found, string[] expected) =>
        $"+ {string.Join(" ", found.Except(expected))} - {string.Join(" ", expected.Except(found))}";

    private void Count(string what, bool right, FamilyRow row, string detail)
    {
        if (!tally.TryGetValue(what, out (int Right, int Of, List<string> Wrong) count))
            count = (0, 0, []);
        if (!right)
            count.Wrong.Add($"{row.Title}: {detail}");
        tally[what] = (count.Right + (right ? 1 : 0), count.Of + 1, count.Wrong);
    }
}
