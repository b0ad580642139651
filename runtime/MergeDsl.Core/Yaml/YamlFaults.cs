using MergeDsl.Diagnostics;
using YamlDotNet.Core;

namespace MergeDsl.Yaml;

/// <summary>Says why a text is not YAML in the words of its author, where the library speaks of tokens and contexts.</summary>
internal static class YamlFaults
{
    /// <summary>A character that YAML does not allow anywhere; the library would take some of them for the end of the text.</summary>
    public static MergeDiagnostic? ForbiddenCharacter(YamlText text)
    {
        for (int i = 0; i < text.Content.Length; i++)
        {
            char c = text.Content[i];
            if (c is '\t' or '\n' or '\r' or '\u0085' or (>= ' ' and <= '~') or (>= '\u00A0' and <= '\uFFFD'))
                continue;
            return Says(text, i, i + 1, $"the character U+{(int)c:X4} is not allowed in YAML: is this a text file in UTF-8?");
        }
        return null;
    }

    /// <summary>A tab outside of quotes, blocks and comments. The YAML parser behind mergekit refuses every one of them.</summary>
    public static MergeDiagnostic? TabBetweenTokens(
        YamlText text,
        List<(int Start, int End, bool IsPlain)> scalars,
        IReadOnlyList<YamlComment> comments
    )
    {
        if (!text.Content.Contains('\t'))
            return null;
        int scalar = 0,
            comment = 0;
        for (int i = text.Content.IndexOf('\t'); i >= 0; i = text.Content.IndexOf('\t', i + 1))
        {
            while (scalar < scalars.Count && scalars[scalar].End <= i)
                scalar++;
            while (comment < comments.Count && comments[comment].End <= i)
                comment++;
            bool isQuoted = scalar < scalars.Count && scalars[scalar].Start <= i && !scalars[scalar].IsPlain;
            bool isComment = comment < comments.Count && comments[comment].Start <= i;
            if (!isQuoted && !isComment)
                return Tab(text, i);
        }
        return null;
    }

    /// <summary>An exception of the library as a diagnostic.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fault">Whatever was thrown.</param>
    /// <param name="lastPosition">Where the last token that could be read begins.</param>
    /// <param name="openBracket">Where the innermost bracket that is still open stands; negative for none.</param>
    public static MergeDiagnostic Explain(YamlText text, Exception fault, int lastPosition, int openBracket)
    {
        (int start, int end) = fault is YamlException exception
            ? ((int)exception.Start.Index, (int)exception.End.Index)
            : (lastPosition, lastPosition);
        start = Math.Max(0, Math.Min(start, text.Content.Length));
        // Where the library speaks of a tab itself, its place is that of the mapping around it.
        bool speaksOfTab = fault.Message.IndexOf(" tab ", StringComparison.Ordinal) >= 0;
        if (IndentingTab(text, speaksOfTab ? text.Content.Length : Math.Max(start, Math.Min(end, text.Content.Length))) is { } tab)
            return Tab(text, tab);
        if (Fence(text, start) is { } fence)
            return fence;
        if (openBracket < 0 && fault is not YamlException)
            openBracket = UnclosedBracket(text);
        if (openBracket >= 0)
        {
            string what = text.Content[openBracket] == '[' ? "the list that '[' begins here" : "the mapping that '{' begins here";
            if (fault is not YamlException || start >= text.Content.TrimEnd().Length || text.LineOf(start) > text.LineOf(openBracket))
            {
                return Says(
                    text,
                    openBracket,
                    openBracket + 1,
                    $"{what} is not closed: '{(text.Content[openBracket] == '[' ? ']' : '}')}' is missing"
                );
            }
        }
        if (fault is not YamlException)
            return Says(text, start, end, "this is not YAML: the value that begins here does not end as it should");
        string message = fault.Message;
        bool Speaks(string words) => message.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
        if (Speaks("expected <document end>") || Speaks("expected <document start>"))
        {
            int first = FirstContentLine(text);
            int indent = IndentOf(text, first),
                here = start - text.StartOf(text.LineOf(start));
            return Says(
                text,
                start,
                end,
                indent > here
                    ? $"this line begins in column {here + 1}, but the first line ({first + 1}) in column {indent + 1}: give all keys of the top level the same indentation"
                    : "the document ends before this: keys of the top level must begin in the same column"
            );
        }
        if (Speaks("found invalid mapping") || Speaks("mapping values"))
            return Says(text, start, end, UnexpectedColon(text, start));
        if (Speaks("did not find expected key"))
        {
            return Says(
                text,
                start,
                end,
                HasColon(text.Line(text.LineOf(start)))
                    ? "the indentation of this line does not fit the lines above it: keys of one mapping must begin in the same column"
                    : "a ':' is missing in this line: a key and its value are written 'key: value'"
            );
        }
        if (Speaks("expected '-'"))
            return Says(
                text,
                start,
                end,
                "a '-' is expected here: either it is missing or this line is indented too deep to be a key after the list"
            );
        if (Speaks("could not find expected ':'"))
            return Says(
                text,
                start,
                end,
                "a ':' is missing behind this, or the line is not indented deep enough to belong to the value above"
            );
        if (Speaks("entries are not allowed"))
            return Says(text, start, end, "a '-' cannot stand here: begin the list on a new line, below its key");
        if (Speaks("end of stream") && Speaks("quoted"))
            return Says(text, start, start + 1, "the quotes that open here are never closed");
        if (Speaks("multi-line double-quoted") || Speaks("multi-line single-quoted"))
            return Says(
                text,
                start,
                start + 1,
                "the quotes that open here do not close in the same line, and the next line is not indented deeper: is the closing quote missing?"
            );
        if (Speaks("escape character") || Speaks("hexadecimal") || Speaks("unicode"))
        {
            return Says(text, start, end, @"'\' begins an escape in double quotes: write a Windows path in single quotes, or with '/'");
        }
        if (Speaks("an anchor or alias"))
            return Says(
                text,
                start,
                end,
                "'*' begins an alias and '&' an anchor, and a name follows: put a text that begins with them in quotes"
            );
        if (Speaks("cannot start any token"))
        {
            char c = start < text.Content.Length ? text.Content[start] : ' ';
            return Says(text, start, start + 1, $"a value cannot begin with {Printable.Quote(c.ToString())}: put it in quotes");
        }
        return Says(text, start, end, "this is not YAML: " + LowerFirst(message.TrimEnd('.')));
    }

    /// <summary>Why a second ':' was found where a value should have ended.</summary>
    private static string UnexpectedColon(YamlText text, int position)
    {
        int line = text.LineOf(position);
        if (HasColon(text.Content.Substring(text.StartOf(line), position - text.StartOf(line))))
            return "a second ':' in this line: put a text with ': ' in it in quotes";
        int before = line - 1;
        while (before >= 0 && text.Line(before).Trim() is "" or ['#', ..])
            before--;
        string content = before < 0 ? "" : text.Line(before).Trim();
        if (content.StartsWith("-", StringComparison.Ordinal) && content.Length > 1 && content[1] is not (' ' or '-'))
            return $"a ':' is not expected here: in line {before + 1} a blank is missing behind the '-'";
        if (!HasColon(content))
            return $"a ':' is not expected here: in line {before + 1} one is missing, a key and its value are written 'key: value'";
        return $"a ':' is not expected here: line {before + 1} has a value already, so that this line is indented too deep or the key above it is missing";
    }

    private static bool HasColon(string line) => line.Contains(": ") || line.TrimEnd().EndsWith(":", StringComparison.Ordinal);

    /// <summary>The innermost bracket that begins a value and is never closed, found without the library, which is stuck by then; negative for none.</summary>
    private static int UnclosedBracket(YamlText text)
    {
        Stack<int> open = new();
        char before = ' ';
        for (int i = 0; i < text.Content.Length; i++)
        {
            char c = text.Content[i];
            bool begins = before is ' ' or ':' or '-' or ',' or '[' or '{';
            if (c == '#' && (i == 0 || char.IsWhiteSpace(text.Content[i - 1])))
                i = text.EndOf(text.LineOf(i)) - 1;
            else if (c is '"' or '\'' && begins)
                i = text.Content.IndexOf(c, i + 1) is var close && close < 0 ? text.Content.Length : close;
            else if (c is '[' or '{' && (begins || open.Count > 0))
                open.Push(i);
            else if (c is ']' or '}' && open.Count > 0)
                open.Pop();
            if (YamlText.IsBreak(c))
                before = ' ';
            else if (!char.IsWhiteSpace(c))
                before = c;
        }
        return open.Count > 0 ? open.Peek() : -1;
    }

    private static MergeDiagnostic Says(YamlText text, int start, int end, string message) =>
        DiagnosticKinds.InvalidYaml.Says(message) with
        {
            Place = text.At(start, Math.Max(end, start + 1)),
        };

    private static MergeDiagnostic Tab(YamlText text, int position)
    {
        int line = text.LineOf(position);
        bool indents = text.Content.Substring(text.StartOf(line), position - text.StartOf(line)).All(char.IsWhiteSpace);
        return Says(
            text,
            position,
            position + 1,
            indents && text.EndOf(line) > position + 1
                ? "a tab indents this line: YAML allows only blanks there"
                : "a tab stands between values: YAML 1.1, which mergekit reads, allows only blanks there"
        );
    }

    /// <summary>The first tab that indents a line, up to the line of a fault and the one behind it.</summary>
    private static int? IndentingTab(YamlText text, int position)
    {
        int last = Math.Min(text.LineOf(position) + 1, text.LineCount - 1);
        for (int line = 0; line <= last; line++)
        {
            for (int i = text.StartOf(line); i < text.EndOf(line) && text.Content[i] is ' ' or '\t'; i++)
            {
                if (text.Content[i] == '\t')
                    return i;
            }
        }
        return null;
    }

    private static MergeDiagnostic? Fence(YamlText text, int position)
    {
        string line = text.Line(text.LineOf(position)).Trim();
        return line.StartsWith("```", StringComparison.Ordinal)
            ? Says(
                text,
                text.StartOf(text.LineOf(position)),
                text.EndOf(text.LineOf(position)),
                "this is a Markdown fence: leave out the lines with '```'"
            )
            : null;
    }

    private static int FirstContentLine(YamlText text)
    {
        for (int line = 0; line < text.LineCount; line++)
        {
            string content = text.Line(line).Trim();
            if (content.Length > 0 && content[0] is not ('#' or '%') && !content.StartsWith("---", StringComparison.Ordinal))
                return line;
        }
        return 0;
    }

    private static int IndentOf(YamlText text, int line)
    {
        string content = text.Line(line);
        return content.Length - content.TrimStart().Length;
    }

    private static string LowerFirst(string message) =>
        message.Length == 0 ? message : char.ToLowerInvariant(message[0]) + message.Substring(1);
}
