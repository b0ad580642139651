using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>Broken texts of every kind: never a crash, never a message without a place in the text.</summary>
public class YamlMutationTests
{
    private const string Pieces = ":-[]{}#&*!|>'\"%@`,? \n\t\\a0~<=\r\u00e9\U0001F600\0";

    private static readonly string[] Seeds =
    [
        "env: &env {parameters: {scale: [{filter: o_proj, value: 0.0}, {value: [1, 2]}]}}\nslices:\n  - sources:\n      - model: a@main+b # comment\n        layer_range: [0, 32]\n        <<: *env\nmerge_method: passthrough\ndtype: bfloat16\n",
        "models:\n- model: 'it''s'\n  parameters:\n    weight: 0.5\n    density: [0.1, 0.9]\n- model: \"C:\\\\x\"\nmerge_method: ties\nbase_model: {model: {path: x}}\ntokenizer:\n  source: union\n  tokens:\n    <s>: {source: {kind: model_token, model: a, token: b}, force: true}\nchat_template: |\n  {{ x }}\n---\nname: x\n",
    ];

    [Fact]
    public void A_mutated_file_is_read_without_a_crash()
    {
        Random random = new(20240607);
        string[] seeds = SharedData.Root is null
            ? Seeds
            :
            [
                .. Seeds,
                .. Directory
                    .GetFiles(SharedData.Path("corpus", "mergekit-yaml"))
                    .Order(StringComparer.Ordinal)
                    .Take(40)
                    .Select(File.ReadAllText),
            ];
        for (int i = 0; i < 4000; i++)
        {
            string text = Mutate(seeds[random.Next(seeds.Length)], random);
            YamlMerge merge = MergeYaml.Read(text, "m.yml", lenient: i % 2 == 0);
            foreach (MergeDiagnostic diagnostic in merge.Check(ManifestSet.Empty).SelectMany(report => report).Concat(merge.Diagnostics))
            {
                if (diagnostic.Place is { } place && place.Start + place.Length <= text.Length && place is { Line: > 0, Column: > 0 })
                    continue;
                Assert.Fail($"{diagnostic} has no place in {Printable.Quote(text)}");
            }
        }
    }

    private static string Mutate(string text, Random random)
    {
        for (int changes = random.Next(1, 6); changes > 0 && text.Length > 0; changes--)
        {
            int at = random.Next(text.Length),
                length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)].ToString()),
                2 => text.Insert(random.Next(text.Length), text.Substring(at, length)),
                3 => text.Remove(at, 1).Insert(at, Pieces[random.Next(Pieces.Length)].ToString()),
                _ => text[..at],
            };
        }
        return text;
    }
}
