namespace MergeDsl.Fuzz;

/// <summary>Configurations changed at random: characters, tokens, lines and indents, and the tree that they are.</summary>
internal sealed class Mutation(Random random, IReadOnlyList<string> seeds)
{
    private readonly StructuralMutation structural = new(random, seeds);

    private static readonly string[] Tokens =
    [
        "&a ",
        "*a",
        "<<: *a",
        "- ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "#",
        " #",
        "|",
        ">",
        "---\n",
        "...\n",
        "!!str ",
        "!x ",
        "~",
        "null",
        "yes",
        "0x1f",
        "012",
        ".inf",
        ".nan",
        "-0.0",
        "1e999",
        "12:30",
        "2001-01-01",
        "\t",
        "\r\n",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "\u0000",
        "\uD800",
        "é",
        "😀",
        "weight",
        "scale",
        "filter",
        "value",
        "parameters:",
        "slices:",
        "models:",
        "model:",
        "sources:",
        "layer_range: [0, 4]",
        "merge_method: ties",
        "name: x",
        "%YAML 1.1\n",
        "*/",
        "//",
        "\\",
        "@",
        "+",
        "\"\"\"",
    ];

    public string Next()
    {
        string text = Pick(seeds);
        for (int count = random.Next(1, 6); count > 0; count--)
            text = text.Length > 0 && random.Next(2) == 0 ? structural.Next(text) : Mutate(text);
        return text.Length > 200_000 ? text.Substring(0, 200_000) : text;
    }

    private string Mutate(string text)
    {
        if (text.Length == 0)
            return Pick(Tokens);
        int at = random.Next(text.Length);
        switch (random.Next(9))
        {
            case 0:
                return text.Remove(at, Math.Min(random.Next(1, 8), text.Length - at));
            case 1:
                return text.Insert(at, Pick(Tokens));
            case 2:
                return text.Substring(0, at) + (char)random.Next(1, 256) + text.Substring(at + 1);
            case 3:
                return text.Substring(0, at);
            case 4:
                return Lines(text, lines => lines.RemoveAt(random.Next(lines.Count)));
            case 5:
                return Lines(text, lines => lines.Insert(random.Next(lines.Count), Pick(lines)));
            case 6:
                return Lines(text, lines => Indent(lines, random.Next(lines.Count)));
            case 7:
                return Lines(text, lines => lines[random.Next(lines.Count)] = Pick(Pick(seeds).Split('\n')));
            default:
                string other = Pick(seeds);
                int from = random.Next(other.Length);
                return text.Insert(at, other.Substring(from, Math.Min(random.Next(1, 200), other.Length - from)));
        }
    }

    private void Indent(List<string> lines, int line) =>
        lines[line] =
            random.Next(2) == 0 ? new string(' ', random.Next(1, 4)) + lines[line]
            : lines[line].StartsWith(' ') ? lines[line].Substring(1)
            : lines[line];

    private static string Lines(string text, Action<List<string>> change)
    {
        List<string> lines = [.. text.Split('\n')];
        change(lines);
        return string.Join('\n', lines);
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
