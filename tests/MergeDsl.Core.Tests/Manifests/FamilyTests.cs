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
        JsonArray rows = JsonReader.Parse(File.ReadAllText(SharedData.Path("reference", "families.json"))).AsArray!;
        foreach (JsonValue item in rows.Items) Check(new FamilyRow(item.AsObject!));
        foreach ((string what, (int right, int of, List<string> wrong)) in tally)
        {
            output.WriteLine($"{what}: {right} of {of}");
            foreach (string line in wrong) output.WriteLine("    " + line);
        }
        Assert.Equal(237, rows.Items.Count);
    }

    private void Check(FamilyRow row)
    {
        Manifest? manifest = row.Build(withBiases: false, out IReadOnlyList<MergeDiagnostic> diagnostics);
        Count("manifest", manifest is not null, row, string.Join("; ", diagnostics));
        if (manifest is null) return;
        StackManifest[] stacks = [.. row.Prefixes.Select(prefix => manifest.Stacks.FirstOrDefault(stack => stack.Prefix == prefix)).OfType<StackManifest>()];
        Count("prefix", stacks.Length == row.Prefixes.Length && (stacks.Length > 1 || manifest.Stacks[0].Prefix == row.Prefixes[0]), row, string.Join(" ", manifest.Stacks.Select(stack => stack.Prefix)));
        Count("count key", stacks.All(stack => stack.CountKey == row.CountKey), row, string.Join(" ", stacks.Select(stack => stack.CountKey)) + " is not " + row.CountKey);
        Count("kinds", stacks.SelectMany(stack => stack.Kinds.Select(kind => row.Prefixes.Length > 1 ? stack.Prefix + kind.Name : kind.Name)).OrderBy(name => name, StringComparer.Ordinal).SequenceEqual(row.Kinds), row, "");
        Places("before", row, row.Before, manifest, StackPosition.Before);
        Places("after", row, row.After, manifest, StackPosition.After);
        if (row.Identity == true)
        {
            string[] writers = Writers(stacks);
            Count("writers", writers.SequenceEqual(row.Writers), row, Difference(writers, row.Writers));
            if (row.WritersWithBias.Length > 0 && row.Build(withBiases: true, out _) is { } biased)
            {
                string[] expected = [.. row.Writers.Concat(row.WritersWithBias).Distinct().OrderBy(name => name, StringComparer.Ordinal)];
                string[] found = Writers([.. biased.Stacks.Where(stack => row.Prefixes.Contains(stack.Prefix))]);
                Count("writers with biases", found.SequenceEqual(expected), row, Difference(found, expected));
            }
            Count("scales of the stream", stacks.SelectMany(stack => stack.ResidualScales).OrderBy(name => name, StringComparer.Ordinal).SequenceEqual(row.Scales.OrderBy(name => name, StringComparer.Ordinal)), row, "");
            Count("transparent where measured", stacks.All(stack => stack.CanBeTransparent == true), row, string.Join(" ", stacks.Select(stack => stack.CanBeTransparent?.ToString() ?? "unknown")));
        }
        else
        {
            Count("never claimed", stacks.All(stack => stack.CanBeTransparent != true), row, "claims transparency");
        }

        string[] Writers(StackManifest[] of) => [.. of.SelectMany(stack => stack.ResidualWriters.Select(name => row.Prefixes.Length > 1 ? stack.Prefix + name : name)).OrderBy(name => name, StringComparer.Ordinal)];
    }

    private void Places(string what, FamilyRow row, string[] expected, Manifest manifest, StackPosition position)
    {
        string[] wrong = [.. manifest.Tensors.Where(tensor => expected.Contains(tensor.Name) && tensor.Position != position).Select(tensor => $"{tensor.Name} {tensor.Position}")];
        Count(what, wrong.Length == 0, row, string.Join(", ", wrong));
    }

    private static string Difference(string[] found, string[] expected) => $"+ {string.Join(" ", found.Except(expected))} - {string.Join(" ", expected.Except(found))}";

    private void Count(string what, bool right, FamilyRow row, string detail)
    {
        if (!tally.TryGetValue(what, out (int Right, int Of, List<string> Wrong) count)) count = (0, 0, []);
        if (!right) count.Wrong.Add($"{row.Title}: {detail}");
        tally[what] = (count.Right + (right ? 1 : 0), count.Of + 1, count.Wrong);
    }
}
