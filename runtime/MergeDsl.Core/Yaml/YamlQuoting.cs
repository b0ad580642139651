using System.Globalization;
using System.Text;
using MergeDsl.Schemas;

namespace MergeDsl.Yaml;

/// <summary>Texts and numbers as YAML scalars that YAML 1.1 and 1.2 read alike.</summary>
internal static class YamlQuoting
{
    private const string Indicators = "-?:,[]{}#&*!|>'\"%@`";

    /// <summary>A text on one line: plain where every parser takes it for this text, else quoted.</summary>
    public static string Text(string text)
    {
        if (IsPlain(text))
            return text;
        return text.All(IsPrintable) ? "'" + text.Replace("'", "''") + "'" : DoubleQuoted(text);
    }

    /// <summary>The lines of a text of several lines as a block; null where only quotes can carry it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="header">What stands behind the key.</param>
    public static string[]? Block(string text, out string header)
    {
        header = text.EndsWith("\n", StringComparison.Ordinal) ? "|" : "|-";
        if (
            text.IndexOf('\n') is < 1
            || text.EndsWith("\n\n", StringComparison.Ordinal)
            || char.IsWhiteSpace(text[0])
            || !text.All(c => IsPrintable(c) || c is '\n' or '\t')
        )
            return null;
        string[] lines = text.TrimEnd('\n').Split('\n');
        return lines.Any(line => line.Length > 0 && line.Trim().Length == 0) ? null : lines;
    }

    /// <summary>A number as briefly as it can be read back exactly; a whole one with <c>.0</c> where it stands alone.</summary>
    public static string Number(double value, ParameterType type, bool alone)
    {
        if (type == ParameterType.Boolean && value is 0 or 1)
            return value == 1 ? "true" : "false";
        if (double.IsNaN(value))
            return ".nan";
        if (double.IsInfinity(value))
            return value > 0 ? ".inf" : "-.inf";
        string text = value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        if (value == 0)
            text = 1 / value < 0 ? "-0.0" : "0";
        if (text.IndexOf('e') is var exponent && exponent > 0)
        {
            string mantissa = text.Substring(0, exponent);
            return (mantissa.Contains('.') ? mantissa : mantissa + ".0") + text.Substring(exponent);
        }
        return alone && type == ParameterType.Number && !text.Contains('.') ? text + ".0" : text;
    }

    private static bool IsPlain(string text) =>
        text.Length > 0
        && text.All(IsPrintable)
        && Indicators.IndexOf(text[0]) < 0
        && text[0] != ' '
        && text[text.Length - 1] is not (' ' or ':')
        && !text.Contains(": ")
        && !text.Contains(" #")
        && text is not ("=" or "<<" or "...")
        && YamlScalarValue.Of(new YamlScalar(0, 0, text, true, null)).Kind == YamlScalarKind.Text
        && !YamlScalarValue.TryDecimal(text, out _);

    private static bool IsPrintable(char c) =>
        c is >= ' ' and <= '~' or >= '\u00A0' and < '\u2028' or > '\u2029' and <= '\uD7FF' or >= '\uE000' and < '\uFEFF'
        || char.IsSurrogate(c);

    private static string DoubleQuoted(string text)
    {
        StringBuilder builder = new("\"");
        foreach (char c in text)
        {
            builder.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => @"\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ when IsPrintable(c) => c.ToString(),
                    _ => "\\u" + ((int)c).ToString("X4", CultureInfo.InvariantCulture),
                }
            );
        }
        return builder.Append('"').ToString();
    }
}
