using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Generator.Tests;

/// <summary>A source in which expected diagnostics are marked: <c>{|MDSL0301:0..64|}</c>; several ids of one token with a comma.</summary>
internal sealed partial record Markup(string Text, IReadOnlyList<(string Id, TextSpan Span)> Expected)
{
    public static Markup Parse(string marked)
    {
        var text = new System.Text.StringBuilder();
        var expected = new List<(string, TextSpan)>();
        var open = new Stack<(string Ids, int Start)>();
        int at = 0;
        foreach (Match mark in Mark().Matches(marked))
        {
            text.Append(marked, at, mark.Index - at);
            at = mark.Index + mark.Length;
            if (mark.Groups["ids"].Success)
            {
                open.Push((mark.Groups["ids"].Value, text.Length));
                continue;
            }
            (string ids, int start) = open.Pop();
            expected.AddRange(ids.Split(',').Select(id => (id, TextSpan.FromBounds(start, text.Length))));
        }
        text.Append(marked, at, marked.Length - at);
        return new(text.ToString(), [.. expected.OrderBy(mark => mark.Item2.Start).ThenBy(mark => mark.Item1, StringComparer.Ordinal)]);
    }

    /// <summary>The text with diagnostics marked as they were found.</summary>
    public static string Show(string text, IEnumerable<Diagnostic> diagnostics)
    {
        return Mark(text, diagnostics)
            + "\n"
            + string.Join(
                "\n",
                diagnostics.Select(diagnostic =>
                    diagnostic.Id + ": " + diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)
                )
            );
    }

    /// <summary>The text with marks around the diagnostics.</summary>
    public static string Mark(string text, IEnumerable<Diagnostic> diagnostics)
    {
        (TextSpan Span, string Ids)[] marks =
        [
            .. diagnostics
                .GroupBy(diagnostic => diagnostic.Location.SourceSpan)
                .Select(group => (group.Key, string.Join(",", group.Select(diagnostic => diagnostic.Id).Order(StringComparer.Ordinal)))),
        ];
        var marked = new System.Text.StringBuilder();
        for (int i = 0; i <= text.Length; i++)
        {
            foreach ((TextSpan span, _) in marks.Where(mark => mark.Span.End == i && !mark.Span.IsEmpty))
                marked.Append("|}");
            foreach ((TextSpan span, string ids) in marks.Where(mark => mark.Span.Start == i).OrderByDescending(mark => mark.Span.End))
                marked.Append("{|" + ids + (span.IsEmpty ? ":|}" : ":"));
            if (i < text.Length)
                marked.Append(text[i]);
        }
        return marked.ToString();
    }

    [GeneratedRegex(@"\{\|(?<ids>[A-Z]+[0-9]+(,[A-Z]+[0-9]+)*):|\|\}")]
    private static partial Regex Mark();
}
