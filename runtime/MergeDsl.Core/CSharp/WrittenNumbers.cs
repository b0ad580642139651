using System.Text.RegularExpressions;
using MergeDsl.Diagnostics;
using MergeDsl.Yaml;

namespace MergeDsl.CSharp;

/// <summary>A constant that stands for an anchor on a number.</summary>
internal sealed record NumberAnchor(string Name, string Written, double Value, int Position);

/// <summary>The spelling of the numbers of a document in its source.</summary>
internal sealed class WrittenNumbers(YamlText text, IPlaces places)
{
    /// <summary>The text of a number, without quotes; null where it is not found.</summary>
    public string? Find(SpecPath path, double value) =>
        Raw(path) is { } raw && raw[0] != '*' && Reads(raw, value) ? raw.Trim('"', '\'') : null;

    /// <summary>The anchor that the number at a path refers to.</summary>
    public NumberAnchor? Anchor(SpecPath path, double value)
    {
        if (Raw(path) is not { } raw || raw[0] != '*' || places.Find(path) is not { } place)
            return null;
        string name = raw.Substring(1);
        MatchCollection found = Regex.Matches(
            text.Content.Substring(0, place.Start - text.Origin),
            "&" + Regex.Escape(name) + @"[ \t]+([^\s#,\]}]+)",
            RegexOptions.CultureInvariant
        );
        if (found.Count == 0)
            return null;
        Match last = found[found.Count - 1];
        string written = last.Groups[1].Value;
        return Reads(written, value) ? new(name, written.Trim('"', '\''), value, last.Index) : null;
    }

    private string? Raw(SpecPath path)
    {
        if (places.Find(path) is not { Length: > 0 } place)
            return null;
        int start = place.Start - text.Origin;
        return start < 0 || start + place.Length > text.Content.Length ? null : text.Content.Substring(start, place.Length);
    }

    private static bool Reads(string raw, double value)
    {
        bool isQuoted = raw[0] is '"' or '\'';
        string inner = isQuoted ? raw.Trim('"', '\'') : raw;
        YamlScalarValue read = YamlScalarValue.Of(new YamlScalar(0, inner.Length, inner, !isQuoted, null));
        double number = read.Number;
        if (read.Kind is not (YamlScalarKind.Number or YamlScalarKind.Boolean) && !YamlScalarValue.TryDecimal(inner, out number))
            return false;
        return BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(value);
    }
}
