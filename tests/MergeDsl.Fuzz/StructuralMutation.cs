using System.Text.RegularExpressions;

namespace MergeDsl.Fuzz;

/// <summary>Changes that keep the text a tree: blocks of lines that go, come again or stand elsewhere, keys and values that are others, more depth.</summary>
internal sealed partial class StructuralMutation(Random random, IReadOnlyList<string> seeds)
{
    private static readonly string[] Scalars =
    [
        "0",
        "1",
        "-1",
        "0.5",
        "-0.0",
        "1e308",
        "1e999",
        "-1e-400",
        ".inf",
        "-.inf",
        ".nan",
        "012",
        "0o17",
        "0x1F",
        "1_000",
        "12:30",
        "2001-01-01",
        "9223372036854775808",
        "2147483648",
        "~",
        "null",
        "true",
        "no",
        "''",
        "\"\"",
        "'a b'",
        "\"\\u0000\"",
        "text",
        "[]",
        "{}",
        "[0]",
        "[0, 1]",
        "[0, 32]",
        "[32, 0]",
        "[0.1, 0.9, x]",
        "[[0, 1]]",
        "[{filter: mlp, value: 1}, {value: 0}]",
        "[{value: [0, 1]}]",
        "{a: b}",
        "{value: 1}",
        "{model: {path: a/model}}",
        "a/model",
        "b@main+c/lora",
        "a/model@",
        "+",
        "*",
        "self_attn",
        "bfloat16",
        "union",
        "linear",
        "ties",
        "passthrough",
        "model_stock",
    ];

    private readonly string[] keys =
    [
        .. seeds.SelectMany(seed => Key().Matches(seed).Select(match => match.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal),
    ];

    public string Next(string text)
    {
        List<string> lines = [.. text.Split('\n')];
        int at = random.Next(lines.Count);
        int end = End(lines, at);
        switch (random.Next(11))
        {
            case 0:
                lines.RemoveRange(at, end - at);
                break;
            case 1:
                lines.InsertRange(end, lines.GetRange(at, end - at));
                break;
            case 2:
                List<string> moved = lines.GetRange(at, end - at);
                lines.RemoveRange(at, end - at);
                InsertBlock(lines, random.Next(lines.Count + 1), moved);
                break;
            case 3:
                List<string> other = [.. seeds[random.Next(seeds.Count)].Split('\n')];
                int from = random.Next(other.Count);
                InsertBlock(lines, random.Next(lines.Count + 1), other.GetRange(from, End(other, from) - from));
                break;
            case 4:
                return Replace(text, Value(), match => match.Groups[1].Value + Scalars[random.Next(Scalars.Length)]);
            case 5:
                return Replace(
                    text,
                    Value(),
                    match =>
                        match.Groups[1].Value
                        + (
                            random.Next(2) == 0
                                ? $"[{match.Groups[2].Value}]"
                                : $"{{{keys[random.Next(keys.Length)]}: {match.Groups[2].Value}}}"
                        )
                );
            case 6:
                return Replace(
                    text,
                    Key(),
                    match =>
                        match.Value.Replace(
                            match.Groups[1].Value + ":",
                            (random.Next(2) == 0 ? keys[random.Next(keys.Length)] : NearMiss(match.Groups[1].Value)) + ":",
                            StringComparison.Ordinal
                        )
                );
            case 7:
                int depth = 1 << random.Next(2, 13);
                return Replace(
                    text,
                    Value(),
                    match =>
                        match.Groups[1].Value
                        + (
                            random.Next(3) == 0
                                ? Repeat("{a: ", depth) + "1" + Repeat("}", depth)
                                : Repeat("[", depth) + "1" + (random.Next(2) == 0 ? Repeat("]", depth) : "")
                        )
                );
            case 8:
                return string.Concat(
                        Enumerable
                            .Range(0, random.Next(2, 12))
                            .Select(level =>
                                $"x{level}: &x{level} [{(level == 0 ? "1, 1" : $"*x{level - 1}, *x{level - 1}, *x{level - 1}, *x{level - 1}")}]\n"
                            )
                    )
                    + text
                    + "\n"
                    + keys[random.Next(keys.Length)]
                    + ": *x1\n";
            case 9:
                return random.Next(3) switch
                {
                    0 => text.Replace("\n", "\r\n", StringComparison.Ordinal),
                    1 => "\uFEFF" + text,
                    _ => text.Replace("\n", "\r", StringComparison.Ordinal),
                };
            default:
                return text + $"\n---\n{(random.Next(2) == 0 ? "name: x\n" : "")}" + seeds[random.Next(seeds.Count)];
        }
        return string.Join('\n', lines);
    }

    /// <summary>The end of the block of a line: before the next line that is not indented deeper.</summary>
    private static int End(List<string> lines, int at)
    {
        int end = at + 1;
        while (end < lines.Count && (lines[end].Trim().Length == 0 || Indent(lines[end]) > Indent(lines[at])))
            end++;
        return end;
    }

    /// <summary>Inserts a block with the indentation of where it comes.</summary>
    private void InsertBlock(List<string> lines, int at, List<string> block)
    {
        int shift = (at < lines.Count ? Indent(lines[at]) : 0) - Indent(block[0]) + (random.Next(4) == 0 ? 2 : 0);
        lines.InsertRange(
            at,
            block.Select(line => shift >= 0 ? new string(' ', shift) + line : line.Substring(Math.Min(-shift, Indent(line))))
        );
    }

    private string Replace(string text, Regex pattern, Func<Match, string> change)
    {
        MatchCollection matches = pattern.Matches(text);
        if (matches.Count == 0)
            return text;
        Match match = matches[random.Next(matches.Count)];
        return text.Substring(0, match.Index) + change(match) + text.Substring(match.Index + match.Length);
    }

    private string NearMiss(string key)
    {
        int at = random.Next(key.Length);
        return random.Next(3) switch
        {
            0 => key.Remove(at, 1),
            1 => key.Insert(at, key[at].ToString()),
            _ => key.Substring(0, at) + char.ToUpperInvariant(key[at]) + key.Substring(at + 1),
        };
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    [GeneratedRegex(@"(?<=^|[\n{,-])[ ]*([A-Za-z_]+):")]
    private static partial Regex Key();

    [GeneratedRegex(@"([A-Za-z_]+: +)([^ \n#{}\[\]&*,][^\n#{}\[\],]*)")]
    private static partial Regex Value();
}
