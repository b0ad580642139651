using MergeDsl.Diagnostics;

namespace MergeDsl.Yaml;

/// <summary>The text of a YAML file and its lines. A byte order mark at the beginning is no part of it, but counts in the offsets of places.</summary>
internal sealed class YamlText
{
    private readonly int[] lineStarts;

    public YamlText(string text, string file)
    {
        Origin = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        Content = text.Substring(Origin);
        File = file;
        lineStarts = FindLines(Content);
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>The text without a byte order mark.</summary>
    public string Content { get; }

    /// <summary>The number of characters before <see cref="Content"/>.</summary>
    public int Origin { get; }

    /// <summary>The number of lines; a line break at the end begins no new one.</summary>
    public int LineCount =>
        lineStarts.Length > 1 && lineStarts[lineStarts.Length - 1] == Content.Length ? lineStarts.Length - 1 : lineStarts.Length;

    /// <summary>The line of a position, from 0.</summary>
    public int LineOf(int position)
    {
        int index = Array.BinarySearch(lineStarts, position);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>The start of a line.</summary>
    public int StartOf(int line) => lineStarts[line];

    /// <summary>The end of a line, its break excluded.</summary>
    public int EndOf(int line)
    {
        int end = line + 1 < lineStarts.Length ? lineStarts[line + 1] : Content.Length;
        while (end > lineStarts[line] && IsBreak(Content[end - 1]))
            end--;
        return end;
    }

    /// <summary>A line without its break.</summary>
    public string Line(int line) => Content.Substring(StartOf(line), EndOf(line) - StartOf(line));

    /// <summary>The place of a stretch of the text. It is cut at the end of its first line, and moved into the text where it lies behind the end.</summary>
    public Place At(int start, int end)
    {
        start = Clamp(start);
        int line = LineOf(start);
        int length = Math.Max(0, Math.Min(end, EndOf(line)) - start);
        return new Place(File, line + 1, start - StartOf(line) + 1, start + Origin, length);
    }

    /// <summary>The place of the last line.</summary>
    public Place LastLine
    {
        get
        {
            int start = StartOf(LineCount - 1);
            return At(start, start);
        }
    }

    /// <summary>Indicates whether a character ends a line: what the compilers count as such, and YAML 1.1 too.</summary>
    public static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>Moves a place behind the last character to the end of the last line that has any.</summary>
    private int Clamp(int position)
    {
        position = Math.Max(0, Math.Min(position, Content.Length));
        if (position < Content.Length || position == 0 || !IsBreak(Content[position - 1]))
            return position;
        return EndOf(LineOf(position - 1));
    }

    private static int[] FindLines(string text)
    {
        List<int> starts = [0];
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsBreak(text[i]))
                continue;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                i++;
            starts.Add(i + 1);
        }
        return [.. starts];
    }
}
