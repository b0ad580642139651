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
        var marked = new System.Text.StringBuilder(text);
        foreach (Diagnostic diagnostic in diagnostics.OrderByDescending(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Location.SourceSpan.End))
        {
            TextSpan span = diagnostic.Location.SourceSpan;
            marked.Insert(span.End, "|}").Insert(span.Start, "{|" + diagnostic.Id + ":");
        }
        return marked + "\n" + string.Join("\n", diagnostics.Select(diagnostic => diagnostic.Id + ": " + diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"\{\|(?<ids>[A-Z]+[0-9]+(,[A-Z]+[0-9]+)*):|\|\}")]
    private static partial Regex Mark();
}
