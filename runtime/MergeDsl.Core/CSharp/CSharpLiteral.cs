using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MergeDsl.Diagnostics;

namespace MergeDsl.CSharp;

/// <summary>Values as C# literals.</summary>
internal static class CSharpLiteral
{
    private static readonly Regex Decimal = new(
        @"^(?<sign>[-+]?)(?<whole>[0-9](?:_*[0-9])*)?(?:\.(?<fraction>[0-9](?:_*[0-9])*)?)?(?<exponent>[eE][-+]?[0-9]+)?$",
        RegexOptions.CultureInvariant
    );
    private static readonly Regex Based = new("^0(?:x[0-9a-fA-F]{1,8}|b[01]{1,31})$", RegexOptions.CultureInvariant);

    /// <summary>A text: verbatim where it has backslashes, raw where it has quotes, escaped where it must be.</summary>
    public static string Text(string text)
    {
        bool isPlain = Printable.Line(text) == text;
        bool hasQuote = text.Contains('"'),
            hasBackslash = text.Contains('\\');
        if (isPlain && !hasQuote)
            return hasBackslash ? "@\"" + text + "\"" : "\"" + text + "\"";
        if (isPlain && text[0] != '"' && text[text.Length - 1] != '"' && !text.Contains("\"\"\""))
            return "\"\"\"" + text + "\"\"\"";
        var escaped = new StringBuilder("\"");
        foreach (char c in text)
        {
            switch (c)
            {
                case '"':
                    escaped.Append("\\\"");
                    break;
                case '\\':
                    escaped.Append("\\\\");
                    break;
                case '\n':
                    escaped.Append("\\n");
                    break;
                case '\r':
                    escaped.Append("\\r");
                    break;
                case '\t':
                    escaped.Append("\\t");
                    break;
                default:
                    string one = c.ToString();
                    if (!char.IsSurrogate(c) && Printable.Line(one) == one)
                        escaped.Append(c);
                    else
                        escaped.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
            }
        }
        return escaped.Append('"').ToString();
    }

    /// <summary>A number as it was written, less the zeros that say nothing. Where C# would read another value from that text, the value, and what was written as a comment.</summary>
    public static string Number(double value, string? written)
    {
        string exact = Exact(value);
        if (written is null || written == exact)
            return exact;
        string? kept = Shortened(written);
        if (
            kept is not null
            && TryRead(kept, out double read)
            && BitConverter.DoubleToInt64Bits(read) == BitConverter.DoubleToInt64Bits(value)
        )
            return kept;
        return exact + " /* " + Printable.Line(written).Replace("*/", "* /") + " */";
    }

    /// <summary>The shortest text that C# reads as the number, where a <see cref="double"/> is expected.</summary>
    public static string Exact(double value) =>
        Numbers.Format(value) switch
        {
            "-0" => "-0.0",
            "nan" => "double.NaN",
            "inf" => "double.PositiveInfinity",
            "-inf" => "double.NegativeInfinity",
            var digits => digits.Replace("E", "e"),
        };

    /// <summary>A whole number, where an <see cref="int"/> is expected.</summary>
    public static string Whole(double value) => ((long)value).ToString(CultureInfo.InvariantCulture);

    private static string? Shortened(string written)
    {
        if (Based.IsMatch(written))
            return written;
        Match match = Decimal.Match(written);
        if (!match.Success)
            return null;
        string whole = match.Groups["whole"].Value,
            fraction = match.Groups["fraction"].Value.TrimEnd('0', '_');
        while (whole.Length > 1 && whole[0] is '0' or '_')
            whole = whole.Substring(1);
        if (whole.Length == 0)
            whole = "0";
        string sign = match.Groups["sign"].Value == "-" ? "-" : "",
            exponent = match.Groups["exponent"].Value;
        string text = sign + whole + (fraction.Length > 0 ? "." + fraction : "") + exponent;
        bool isZero = whole == "0" && fraction.Length == 0;
        if (isZero)
            return sign.Length > 0 ? "-0.0" : "0";
        return text;
    }

    private static bool TryRead(string text, out double value)
    {
        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'b')
        {
            value = Convert.ToInt64(text.Substring(2), text[1] == 'x' ? 16 : 2);
            return true;
        }
        string digits = text.Replace("_", "");
        bool isWhole = digits.TrimStart('-').All(char.IsDigit);
        // A whole literal is an integer to C#, and none beyond 64 bits.
        if (isWhole && digits.Length > 18)
        {
            value = 0;
            return false;
        }
        // A literal beyond the largest number is an error to C#.
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsInfinity(value);
    }
}
