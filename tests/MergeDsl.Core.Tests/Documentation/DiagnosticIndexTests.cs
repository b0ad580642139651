using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>The catalogue, the pages and the index agree.</summary>
public class DiagnosticIndexTests
{
    private static readonly (string Range, string Title)[] Ranges =
    [
        ("01", "The shape of a declaration"),
        ("02", "Evaluation at compile time"),
        ("03", "The plan"),
        ("04", "YAML"),
        ("05", "Manifests and checkpoints"),
        ("06", "Advice"),
        ("07", "Files and running"),
        ("09", "Faults of MergeDsl"),
    ];

    private static IReadOnlyList<DiagnosticKind> Kinds { get; } =
    [
        .. typeof(DiagnosticKinds)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<DiagnosticKind>()
            .OrderBy(kind => kind.Id, StringComparer.Ordinal),
    ];

    [Fact]
    public void Every_kind_has_a_page_and_every_page_a_kind()
    {
        Assert.Equal(Kinds.Select(kind => kind.Id), Kinds.Select(kind => kind.Id).Distinct());
        Assert.Equal(Kinds.Select(kind => kind.Id), DiagnosticPage.All.Select(page => page.Id));
        Assert.Equal(
            Kinds.Select(kind => $"{kind.Id} {Word(kind.Severity)} {kind.Title}"),
            DiagnosticPage.All.Select(page => $"{page.Id} {page.Severity} {page.Title}")
        );
    }

    [Fact]
    public void Every_kind_is_reported_somewhere()
    {
        string source = string.Concat(
            Directory
                .GetFiles(Repository.Path("runtime"), "*.cs", SearchOption.AllDirectories)
                .Concat(Directory.GetFiles(Repository.Path("generator"), "*.cs", SearchOption.AllDirectories))
                .Where(path => !Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar).Contains("obj"))
                .Select(File.ReadAllText)
        );
        Assert.All(
            typeof(DiagnosticKinds).GetFields(BindingFlags.Public | BindingFlags.Static),
            field => Assert.Matches($@"\b{nameof(DiagnosticKinds)}\.{field.Name}\b", source)
        );
    }

    [Fact]
    public void Release_tables_list_ids_with_their_severity()
    {
        foreach (string path in Directory.GetFiles(Repository.Path("generator"), "AnalyzerReleases.*.md", SearchOption.AllDirectories))
        {
            foreach (Match row in Regex.Matches(File.ReadAllText(path), @"^(MDSL\d{4})\s*\|[^|]*\|\s*(\w+)", RegexOptions.Multiline))
            {
                DiagnosticKind kind = Assert.Single(Kinds, kind => kind.Id == row.Groups[1].Value);
                Assert.Equal(
                    kind.Severity switch
                    {
                        Severity.Error => "Error",
                        Severity.Warning => "Warning",
                        _ => "Info",
                    },
                    row.Groups[2].Value
                );
            }
        }
    }

    [Fact]
    public void The_index_is_made_of_the_catalogue()
    {
        var text = new StringBuilder(Introduction);
        foreach ((string range, string title) in Ranges)
        {
            DiagnosticKind[] kinds = [.. Kinds.Where(kind => kind.Id.Substring(4, 2) == range)];
            if (kinds.Length == 0)
                continue;
            text.Append($"\n## {range}xx: {title}\n\n| id | severity | about | found with |\n| --- | --- | --- | --- |\n");
            foreach (DiagnosticKind kind in kinds)
                text.Append(
                    $"| [{kind.Id}]({kind.Id}.md) | {Word(kind.Severity)} | {kind.Title} | {DiagnosticPage.All.Single(page => page.Id == kind.Id).FoundWith} |\n"
                );
        }
        GeneratedFile.Check(Path.Combine(DiagnosticPage.Directory, "README.md"), text.ToString());
    }

    private static string Word(Severity severity) =>
        severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "note",
        };

    private const string Introduction = """
        # Diagnostics

        <!-- Made of the catalogue by DiagnosticIndexTests; run it with VERIFY_ACCEPT=1 to write this file. -->

        Every message has an id, and every id a page: what it means, an example, the wrong and the right text in YAML and in C#, the cure. Ids are never used again for something else.

        **Severity.** An *error* is a merge that cannot run, or that cannot be what was meant. A *warning* is text without effect, or a value that is unusual. A *note* (`info` in JSON) is worth knowing; nothing is wrong. `--strict` makes warnings errors, `--lenient` makes near misses (a misspelt key, parameter or filter) warnings.

        **Found with.** *The declaration alone*: no model is needed. *A manifest of each model*: the facts of a checkpoint in a small file, or the checkpoint itself, whose headers say the same. *The disk*: the files of a checkpoint or of the output. *A run*: only `run` says it, `plan` does not. *The compiler*: the generator and its analyzers, about classes with `[Merge]` and `[Checkpoint]`. *Converting to YAML*: writing a merge as YAML. *Not reported yet*: the id is reserved, and nothing reports it so far.

        **Silencing.** In YAML a comment `# mergedsl: disable MDSL0603` silences an id in its line, or in the next line where it stands alone; alone above everything it silences the id in the whole file. Several ids are separated by commas. In C# severities are set in `.editorconfig`, as for every analyzer: `dotnet_diagnostic.MDSL0603.severity = none`. Warnings, notes and near misses can be silenced; an error that keeps a merge from running cannot.

        **The models of the examples** have four layers each. `llama`, `llama-chat` and `llama-code` are Llamas of one size; `llama-wide` has another hidden size, `llama-chatml` two more rows of vocabulary, `llama-community` another licence, `llama-long` a larger base of its rotary positions, `llama-float64` another dtype. `moe` and `moe-chat` have experts in all layers but the first. `gpt2`, `bert` and `t5` are what their names say; `gpt2-scaled` divides attention scores by the number of the layer. `homemade` is of a family that nobody knows, `embeddings` has no layers, and `empty` has no tensors. The tests of these pages run every example that needs no disk, in both languages.

        """;
}
