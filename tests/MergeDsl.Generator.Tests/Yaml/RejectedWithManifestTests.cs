using System.Globalization;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Generator.Tests.Yaml;

/// <summary>Published configurations whose fault only the models show: with their manifests they are rejected at the lines of their headers, and not converted.</summary>
public class RejectedWithManifestTests
{
    public static TheoryData<string> Files() =>
        SharedData.Root is null
            ? [""]
            :
            [
                .. Directory
                    .EnumerateFiles(SharedData.Path("corpus", "mergekit-yaml"))
                    .Where(path => Field(path, "Expect") == "reject" && Field(path, "Manifest") == "yes")
                    .Select(path => Path.GetFileName(path))
                    .Order(StringComparer.Ordinal),
            ];

    [SharedTheory]
    [MemberData(nameof(Files))]
    public void A_file_is_rejected_at_its_lines(string file)
    {
        string path = SharedData.Path("corpus", "mergekit-yaml", file);
        YamlMerge merge = MergeYaml.Read(File.ReadAllText(path), file);
        (string, Manifest)[] manifests =
        [
            .. ModelReferences.Models(merge.Documents.Single().Spec!).Select(model => (model.Id + ".checkpoint.json", Of(model.Id))),
        ];
        CSharpWriteResult result = MergeCSharp.Convert(merge, new() { FileName = file, Manifests = manifests });
        Assert.Null(result.Text);
        int[] lines = [.. Field(path, "Line")!.Split(',').Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        Assert.Equal(
            lines,
            result
                .Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)
                .Select(diagnostic => diagnostic.Place!.Line)
                .Distinct()
                .Order()
        );
    }

    /// <summary>As much of a model as the configurations are wrong about: layers, widths and vocabularies.</summary>
    private static Manifest Of(string model) =>
        model switch
        {
            "meta-llama/Meta-Llama-3-70B-Instruct" => TestManifests.Mistral(model, layers: 80, hidden: 128),
            "meta-llama/Meta-Llama-3-8B-Instruct" => TestManifests.Mistral(model, layers: 32),
            "taide/TAIDE-LX-7B" => TestManifests.Mistral(model, layers: 32, vocabulary: 300),
            "CIDAS/clipseg-rd64-refined" or "dalle-mini/dalle-mini" => TestManifests.Mistral(model, layers: 12),
            _ when model.Contains("7b", StringComparison.OrdinalIgnoreCase) => TestManifests.Mistral(model, layers: 32),
            _ => TestManifests.Mistral(model, layers: 48),
        };

    private static string? Field(string path, string name) =>
        File.ReadLines(path)
            .TakeWhile(line => line.StartsWith('#'))
            .FirstOrDefault(line => line.StartsWith($"# {name}:", StringComparison.Ordinal))
            ?[(name.Length + 3)..].Trim();
}
