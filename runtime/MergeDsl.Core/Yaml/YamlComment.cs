namespace MergeDsl.Yaml;

/// <summary>A comment.</summary>
/// <param name="Start">Where its # stands.</param>
/// <param name="End">Where its line ends.</param>
/// <param name="Text">The text behind the #, trimmed.</param>
/// <param name="IsAlone">Whether nothing else stands in its line.</param>
internal sealed record YamlComment(int Start, int End, string Text, bool IsAlone)
{
    /// <summary>The comments between scalars: a # at the beginning of a line or behind a blank.</summary>
    public static IReadOnlyList<YamlComment> Find(YamlText text, List<(int Start, int End, bool IsPlain)> scalars)
    {
        List<YamlComment> comments = [];
        string content = text.Content;
        int scalar = 0;
        for (int i = content.IndexOf('#'); i >= 0; i = i < content.Length ? content.IndexOf('#', i) : -1)
        {
            while (scalar < scalars.Count && scalars[scalar].End <= i)
                scalar++;
            if (scalar < scalars.Count && scalars[scalar].Start <= i)
            {
                i = scalars[scalar].End;
                continue;
            }
            if (i > 0 && !char.IsWhiteSpace(content[i - 1]))
            {
                i++;
                continue;
            }
            int line = text.LineOf(i),
                end = text.EndOf(line);
            bool isAlone = content.Substring(text.StartOf(line), i - text.StartOf(line)).All(char.IsWhiteSpace);
            comments.Add(new(i, end, content.Substring(i + 1, end - i - 1).Trim(), isAlone));
            i = end;
        }
        return comments;
    }
}
