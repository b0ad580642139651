using System.Text.RegularExpressions;
using MergeDsl.Diagnostics;

namespace MergeDsl.Yaml;

/// <summary>The diagnostics that the comments of a YAML file silence: <c># mergedsl: disable MDSL0603, MDSL0602</c> in a line or alone above it, or alone above everything for the whole file.</summary>
public sealed class YamlSuppressions
{
    private static readonly Regex Directive = new(
        @"^mergedsl:\s*disable\s+(MDSL\d{4}(?:\s*,\s*MDSL\d{4})*)",
        RegexOptions.CultureInvariant
    );

    private readonly HashSet<string> everywhere = new(StringComparer.Ordinal);
    private readonly HashSet<(int Line, string Id)> lines = [];

    internal YamlSuppressions(YamlText text, IReadOnlyList<YamlComment> comments)
    {
        if (comments.Count == 0)
            return;
        int[] contents = ContentLines(text);
        int content = contents[0];
        foreach (YamlComment comment in comments)
        {
            Match match = Directive.Match(comment.Text);
            if (!match.Success)
                continue;
            int line = text.LineOf(comment.Start);
            foreach (string id in match.Groups[1].Value.Split(',').Select(part => part.Trim()))
            {
                if (comment.IsAlone && line < content)
                    everywhere.Add(id);
                else
                    lines.Add((comment.IsAlone ? contents[line] : line, id));
            }
        }
    }

    /// <summary>The diagnostics that no comment silences. What keeps a merge from running is never silent: only errors of opinion can be, a near miss or a parameter where nothing reads it.</summary>
    /// <param name="diagnostics">Diagnostics with their places.</param>
    public IReadOnlyList<MergeDiagnostic> Apply(IEnumerable<MergeDiagnostic> diagnostics) =>
        [.. diagnostics.Where(diagnostic => !MayBeSilent(diagnostic) || !Silences(diagnostic.Id, diagnostic.Place))];

    private static bool MayBeSilent(MergeDiagnostic diagnostic) =>
        diagnostic.Severity < Severity.Error || diagnostic.IsNearMiss || diagnostic.Kind == DiagnosticKinds.MisplacedKey;

    /// <summary>Indicates whether a comment silences an id at a place.</summary>
    internal bool Silences(string id, Place? place) =>
        everywhere.Contains(id) || (place is not null && lines.Contains((place.Line - 1, id)));

    /// <summary>For each line the first from it on that has more than blanks and a comment; the number of lines where none has.</summary>
    private static int[] ContentLines(YamlText text)
    {
        int[] contents = new int[text.LineCount + 1];
        int next = contents[text.LineCount] = text.LineCount;
        for (int line = text.LineCount - 1; line >= 0; line--)
        {
            string content = text.Line(line).Trim();
            contents[line] = next = content.Length > 0 && content[0] != '#' ? line : next;
        }
        return contents;
    }
}
