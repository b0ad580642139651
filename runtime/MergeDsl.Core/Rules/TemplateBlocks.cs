namespace MergeDsl.Rules;

/// <summary>The blocks of a Jinja template: each that opens must close.</summary>
internal static class TemplateBlocks
{
    private static readonly (string Open, string Close)[] Marks = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
    private static readonly string[] Openers = ["for", "if", "macro", "call", "filter", "generation"];

    /// <summary>The block whose content is text, whatever it looks like.</summary>
    private const string Verbatim = "raw";

    /// <summary>Returns the block that does not close, and the cure; null where everything does.</summary>
    public static string? Problem(string template)
    {
        var open = new Stack<string>();
        for (int at = 0; ; )
        {
            (int start, (string Open, string Close) mark) = Next(template, at);
            if (start < 0)
                break;
            int end = End(template, start + 2, mark.Close, mark.Open != "{#");
            if (end < 0)
                return $"'{mark.Open}' has no '{mark.Close}'; add it";
            at = end + 2;
            if (mark.Open != "{%")
                continue;
            string word = Word(template.Substring(start + 2, end - start - 2));
            if (word == Verbatim)
            {
                at = AfterVerbatim(template, at);
                if (at < 0)
                    return $"'{Verbatim}' has no 'end{Verbatim}'; add it";
            }
            else if (Openers.Contains(word))
                open.Push(word);
            else if (
                word.StartsWith("end", StringComparison.Ordinal) && (word.Substring(3) == Verbatim || Openers.Contains(word.Substring(3)))
            )
            {
                if (open.Count == 0 || open.Pop() != word.Substring(3))
                    return $"'{word}' closes no '{word.Substring(3)}'; remove it, or close what is open before";
            }
        }
        return open.Count > 0 ? $"'{open.Peek()}' has no 'end{open.Peek()}'; add it" : null;
    }

    /// <summary>Returns the position after the tag that ends verbatim text; below 0 where there is none.</summary>
    private static int AfterVerbatim(string template, int at)
    {
        for (int start = template.IndexOf("{%", at, StringComparison.Ordinal); start >= 0; )
        {
            int end = template.IndexOf("%}", start + 2, StringComparison.Ordinal);
            if (end < 0)
                return -1;
            if (template.Substring(start + 2, end - start - 2).Trim('-', '+', ' ', '\t', '\r', '\n') == "end" + Verbatim)
                return end + 2;
            start = template.IndexOf("{%", start + 2, StringComparison.Ordinal);
        }
        return -1;
    }

    private static (int Start, (string Open, string Close) Mark) Next(string template, int at)
    {
        for (int start = template.IndexOf('{', at); start >= 0 && start + 1 < template.Length; start = template.IndexOf('{', start + 1))
        {
            foreach ((string Open, string Close) mark in Marks)
            {
                if (mark.Open[1] == template[start + 1])
                    return (start, mark);
            }
        }
        return (-1, default);
    }

    /// <summary>Returns the position at which a mark closes: not within a string, where there are strings.</summary>
    private static int End(string template, int at, string close, bool hasStrings)
    {
        char quote = '\0';
        for (int i = at; i + 1 < template.Length; i++)
        {
            char c = template[i];
            if (quote != '\0')
            {
                if (c == '\\')
                    i++;
                else if (c == quote)
                    quote = '\0';
            }
            else if (hasStrings && c is '\'' or '"')
                quote = c;
            else if (c == close[0] && template[i + 1] == close[1])
                return i;
        }
        return -1;
    }

    private static string Word(string tag)
    {
        string text = tag.TrimStart('-', '+').TrimStart();
        return new([.. text.TakeWhile(char.IsLetter)]);
    }
}
