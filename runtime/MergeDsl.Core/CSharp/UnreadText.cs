using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Yaml;

namespace MergeDsl.CSharp;

/// <summary>Text that nothing reads, as a comment beside its diagnostic.</summary>
internal static class UnreadText
{
    private static readonly HashSet<string> Ids = new(
        [
            DiagnosticKinds.UnknownKey.Id,
            DiagnosticKinds.MisplacedKey.Id,
            DiagnosticKinds.MisspeltKey.Id,
            DiagnosticKinds.UnreadParameter.Id,
            DiagnosticKinds.UnknownParameter.Id,
            DiagnosticKinds.ParameterOnBaseModel.Id,
        ],
        StringComparer.Ordinal
    );

    /// <summary>The comments of a document: those of the file, and what nothing reads.</summary>
    /// <param name="text">The file.</param>
    /// <param name="comments">Its comments within the document.</param>
    /// <param name="root">The document.</param>
    /// <param name="diagnostics">The diagnostics about it.</param>
    public static IReadOnlyList<LooseComment> Comments(
        YamlText text,
        IEnumerable<YamlComment> comments,
        YamlNode root,
        IReadOnlyList<MergeDiagnostic> diagnostics
    )
    {
        var entries = new Dictionary<int, YamlEntry>();
        Collect(root, entries);
        List<LooseComment> all = [];
        List<(int Start, int End)> kept = [];
        foreach (MergeDiagnostic diagnostic in diagnostics.Where(diagnostic => Ids.Contains(diagnostic.Id)))
        {
            if (diagnostic.Place is not { } place || !entries.TryGetValue(place.Start - text.Origin, out YamlEntry? entry))
                continue;
            bool isHere = entry.Value.Start >= entry.Key.Start;
            int end = isHere ? Math.Max(entry.Value.End, entry.Key.End) : text.EndOf(text.LineOf(entry.Key.End));
            if (kept.Any(other => entry.Key.Start < other.End && end > other.Start))
                continue;
            kept.Add((entry.Key.Start, end));
            int column = entry.Key.Start - text.StartOf(text.LineOf(entry.Key.Start));
            all.Add(
                new(entry.Key.Start, end, column, true, WithReason([.. Lines(text, entry.Key.Start, end, column)], diagnostic))
                {
                    IsOfItsPart = true,
                }
            );
        }
        foreach (YamlComment comment in comments)
        {
            if (kept.Any(range => comment.Start >= range.Start && comment.Start < range.End))
                continue;
            string line = text.Content.Substring(comment.Start + 1, comment.End - comment.Start - 1);
            all.Add(new(comment.Start, comment.End, comment.Start - text.StartOf(text.LineOf(comment.Start)), comment.IsAlone, [line]));
        }
        return [.. all.OrderBy(comment => comment.Start)];
    }

    private static IEnumerable<string> Lines(YamlText text, int start, int end, int column)
    {
        int last = text.LineOf(Math.Max(start, end - 1));
        List<string> lines = [];
        for (int line = text.LineOf(start); line <= last; line++)
        {
            int from = text.StartOf(line),
                to = line == last ? Math.Min(end, text.EndOf(line)) : text.EndOf(line);
            string content = to > from ? text.Content.Substring(from, to - from) : "";
            lines.Add(
                " "
                    + (
                        line == text.LineOf(start) ? content.Substring(Math.Min(content.Length, start - from))
                        : content.Length > column && content.Substring(0, column).Trim().Length == 0 ? content.Substring(column)
                        : content.Trim()
                    ).TrimEnd()
            );
        }
        while (lines.Count > 1 && lines[lines.Count - 1].Trim().Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    /// <summary>The reason without the cure, which stands in the header.</summary>
    private static EquatableArray<string> WithReason(string[] lines, MergeDiagnostic diagnostic)
    {
        int cure = diagnostic.Message.IndexOf(": ", StringComparison.Ordinal);
        lines[0] += $" ({diagnostic.Id}: {(cure > 0 ? diagnostic.Message.Substring(0, cure) : diagnostic.Message)})";
        return EquatableArray.Create(lines);
    }

    private static void Collect(YamlNode node, Dictionary<int, YamlEntry> entries)
    {
        switch (node)
        {
            case YamlMap map:
                foreach (YamlEntry entry in map.Entries)
                {
                    if (entries.ContainsKey(entry.Key.Start))
                        continue;
                    entries.Add(entry.Key.Start, entry);
                    Collect(entry.Value, entries);
                }
                break;
            case YamlList list:
                foreach (YamlNode item in list.Items)
                    Collect(item, entries);
                break;
        }
    }
}
