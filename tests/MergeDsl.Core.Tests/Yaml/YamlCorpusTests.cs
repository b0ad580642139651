using System.Globalization;
using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Yaml;

/// <summary>Published configurations, and small ones with one fault each.</summary>
public class YamlCorpusTests
{
    /// <summary>Faults of the spec, of files and of models: rules and the binder find them.</summary>
    private static readonly string[] NotForTheReader =
    [
        "base-not-in-slice",
        "chat-template-unknown",
        "dare-density-negative",
        "filter-gpt2",
        "filter-layer-number",
        "gradient-one-layer",
        "linear-missing-weight",
        "linear-weights-zero",
        "lora-missing",
        "mixed-architectures",
        "model-stock-two",
        "range-empty",
        "range-past-end",
        "residual-incomplete",
        "rule-unreachable",
        "same-model-twice",
        "scale-zero-unfiltered-last",
        "slerp-no-base",
        "slerp-no-t",
        "slerp-t-range",
        "slerp-three",
        "sources-empty",
        "t-partial",
        "ties-density-above-one",
        "ties-density-zero",
        "ties-no-weight",
        "tokenizer-base-missing",
        "tokens-unknown-model",
        "tokens-unknown-token",
        "vocab-mismatch",
        "weight-inf",
        "046",
        "054",
        "055",
        "063",
        "075",
        "084",
        "094",
    ];

    public static IEnumerable<object[]> Files() =>
        SharedData.Root is null
            ?
            [
                [""],
            ]
            : Directory
                .GetFiles(SharedData.Path("corpus", "mergekit-yaml"), "*.yaml")
                .Concat(Directory.GetFiles(SharedData.Path("corpus", "invalid"), "*.yml"))
                .Concat(Directory.GetFiles(SharedData.Path("goldens", "cases"), "merge.yml", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal)
                .Select(path => new object[] { Path.GetRelativePath(SharedData.Root, path) });

    [SharedTheory]
    [MemberData(nameof(Files))]
    public void A_file_gets_its_messages_where_its_header_says(string file)
    {
        string text = File.ReadAllText(SharedData.Path(file));
        YamlMerge merge = MergeYaml.Read(text, file);
        Assert.All(merge.Diagnostics, diagnostic => Assert.NotNull(diagnostic.Place));
        Assert.All(merge.Diagnostics, diagnostic => Assert.InRange(diagnostic.Place!.Line, 1, text.Count(c => c == '\n') + 1));
        string expectation =
            Header(text, "Expect") ?? Header(text, "Severity") ?? (file.Contains("moe-", StringComparison.Ordinal) ? "moe" : "valid");
        if (expectation == "moe")
            return;
        Severity severity = expectation switch
        {
            "reject" or "error" => Severity.Error,
            "warn" or "warning" => Severity.Warning,
            _ => Severity.Note,
        };
        bool isForTheReader =
            severity > Severity.Note
            && Header(text, "Manifest") != "yes"
            && !NotForTheReader.Any(name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal));
        if (!isForTheReader)
        {
            Assert.DoesNotContain(merge.Diagnostics, diagnostic => diagnostic.Severity > Severity.Note);
            Assert.All(merge.Documents, document => Assert.NotNull(document.Spec));
            return;
        }
        int[][] lines =
        [
            .. Header(text, "Line")!
                .Split(',')
                .Select(part => part.Split(" or ").Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToArray()),
        ];
        Assert.All(
            lines,
            line =>
                Assert.Contains(merge.Diagnostics, diagnostic => diagnostic.Severity == severity && line.Contains(diagnostic.Place!.Line))
        );
        Assert.DoesNotContain(
            merge.Diagnostics,
            diagnostic => diagnostic.Severity == severity && !lines.Any(line => line.Contains(diagnostic.Place!.Line))
        );
        if (severity == Severity.Warning)
            Assert.False(merge.HasErrors);
    }

    /// <summary>The diagnostics that only the files of a model allow.</summary>
    private static readonly string[] NeedsFiles = ["lora-missing", "tokens-unknown-token"];

    [SharedTheory]
    [MemberData(nameof(Files))]
    public void Reader_and_rules_together_say_it_once_and_in_the_right_line(string file)
    {
        string name = Path.GetFileName(file),
            text = File.ReadAllText(SharedData.Path(file));
        if (NeedsFiles.Contains(Path.GetFileNameWithoutExtension(name)) || file.Contains("moe-", StringComparison.Ordinal))
            return;
        bool isGolden = !file.Contains("mergekit-yaml", StringComparison.Ordinal);
        ManifestSet manifests = isGolden ? GoldenManifests.Value : ManifestSet.Empty;
        YamlMerge merge = MergeYaml.Read(text, name);
        List<MergeDiagnostic> all =
        [
            .. merge.Diagnostics.Where(diagnostic => !merge.Documents.Any(document => document.Diagnostics.Contains(diagnostic))),
        ];
        all.AddRange(merge.Check(manifests).SelectMany(report => report));
        string said = string.Join("\n", all);
        Assert.True(all.All(diagnostic => diagnostic.Place is not null), said);
        string? expectation = Header(text, "Expect") ?? Header(text, "Severity");
        bool isUnknown = Header(text, "Manifest") == "yes" && !isGolden;
        if (expectation is null or "valid" || isUnknown)
        {
            // The tiny models of the reference data have fewer layers than gradients have values.
            Assert.True(all.All(diagnostic => diagnostic.Severity == Severity.Note || (isGolden && diagnostic.Id == "MDSL0605")), said);
            return;
        }
        Severity severity = expectation switch
        {
            "reject" or "error" => Severity.Error,
            "warn" or "warning" => Severity.Warning,
            _ => Severity.Note,
        };
        int[][] lines =
        [
            .. Header(text, "Line")!
                .Split(',')
                .Select(part => part.Split(" or ").Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToArray()),
        ];
        Assert.True(
            lines.All(line => all.Any(diagnostic => diagnostic.Severity == severity && line.Contains(diagnostic.Place!.Line))),
            said
        );
        Assert.True(
            all.Count(diagnostic => diagnostic.Severity > Severity.Note && !lines.Any(line => line.Contains(diagnostic.Place!.Line)))
                <= (severity == Severity.Warning ? 0 : 2),
            said
        );
    }

    private static readonly Lazy<ManifestSet> GoldenManifests = new(() =>
        new(GoldenData.SupportedModels().Select(GoldenData.Model).Select(Manifests.Headers.Manifest))
    );

    private static string? Header(string text, string name) =>
        Regex.Match(text, $"^# {name}: (.*)$", RegexOptions.Multiline) is { Success: true } match ? match.Groups[1].Value.Trim() : null;
}
