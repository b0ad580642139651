using System.Text.RegularExpressions;
using MergeDsl.Testing;

namespace MergeDsl.Core.Tests.Documentation;

/// <summary>A page about a kind of diagnostic, taken apart.</summary>
/// <param name="Id">The id in its file name.</param>
/// <param name="Text">The whole page.</param>
internal sealed record DiagnosticPage(string Id, string Text)
{
    public const string Nothing = "the declaration alone",
        Manifest = "a manifest of each model",
        Disk = "the disk",
        Run = "a run",
        Compiler = "the compiler",
        Converting = "converting to YAML",
        ToCSharp = "converting to C#";

    /// <summary>The sections of a page, in their order.</summary>
    public static readonly string[] Sections = ["Message", "Wrong", "Right", "Cure", "Silencing"];

    private const string Fence = "```";

    public static string Directory { get; } = Repository.Path("docs", "reference", "diagnostics");

    /// <summary>All pages, by id.</summary>
    public static IReadOnlyList<DiagnosticPage> All { get; } =
    [
        .. System
            .IO.Directory.GetFiles(Directory, "MDSL*.md")
            .Order(StringComparer.Ordinal)
            .Select(path => new DiagnosticPage(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path).ReplaceLineEndings("\n"))),
    ];

    public string FileName => Path.Combine(Directory, Id + ".md");

    /// <summary>The title without the id.</summary>
    public string Title => Regex.Match(Text, @"^# MDSL\d{4}: (.+)\n").Groups[1].Value;

    /// <summary>The word after "Severity:".</summary>
    public string Severity => Regex.Match(Text, @"^Severity: \*\*(.+?)\*\* · Found with: (.+)$", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>The configuration that makes the rule find it.</summary>
    public string FoundWith => Regex.Match(Text, @"^Severity: \*\*(.+?)\*\* · Found with: (.+)$", RegexOptions.Multiline).Groups[2].Value;

    /// <summary>Indicates whether examples are run: those that need neither files nor a merge that runs.</summary>
    public bool IsChecked => FoundWith is Nothing or Manifest;

    /// <summary>Indicates whether the page says that a comment or a configuration silences it.</summary>
    public bool MayBeSilenced => Section("Silencing").Contains($"# mergedsl: disable {Id}", StringComparison.Ordinal);

    public IReadOnlyList<string> Headings =>
        [.. Regex.Matches(Text, "^## (.+)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];

    public string Section(string heading) =>
        Regex.Match(Text, $@"^## {heading}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value.Trim();

    /// <summary>The text of a section's block of a language, or null.</summary>
    public string? Block(string heading, string language) =>
        Regex.Match(Section(heading), $@"^{Fence}{language}\n(.*?)^{Fence}$", RegexOptions.Multiline | RegexOptions.Singleline)
            is { Success: true } match
            ? match.Groups[1].Value
            : null;

    /// <summary>The page with another message.</summary>
    public string WithMessage(string message) =>
        Regex.Replace(
            Text,
            $@"(?<=^## Message\n\n{Fence}text\n).*?(?=^{Fence}$)",
            _ => message + "\n",
            RegexOptions.Multiline | RegexOptions.Singleline
        );

    public override string ToString() => Id;
}
