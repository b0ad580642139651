using System.Globalization;
using System.Text.RegularExpressions;

namespace MergeDsl.Yaml;

/// <summary>The type that a YAML 1.1 parser gives a scalar.</summary>
internal enum YamlScalarKind
{
    Null,
    Boolean,
    Number,
    Text,
    Date,

    /// <summary>A tag that contradicts the text, or that no parser of data knows.</summary>
    Impossible,
}

/// <summary>A scalar as a YAML 1.1 parser reads it, which is how mergekit does.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The number; 1 or 0 for a boolean.</param>
/// <param name="IsWhole">Whether it is an integer to YAML.</param>
/// <param name="IsSurprising">Whether the number is octal or sexagesimal, and differs from what it looks like.</param>
internal readonly record struct YamlScalarValue(YamlScalarKind Kind, double Number = 0, bool IsWhole = false, bool IsSurprising = false)
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    private static readonly Regex Float = new(
        @"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        Options
    );
    private static readonly Regex Integer = new("^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*(?::[0-5]?[0-9])*)$", Options);
    private static readonly Regex Timestamp = new(
        @"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)?$",
        Options
    );
    private static readonly Regex Decimal = new(
        @"^[-+]?(?:[0-9](?:_?[0-9])*(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?$",
        Options
    );

    /// <summary>Reads a scalar.</summary>
    public static YamlScalarValue Of(YamlScalar scalar) =>
        scalar.Tag switch
        {
            null => scalar.IsPlain ? OfPlain(scalar.Text) : new(YamlScalarKind.Text),
            "!" or "tag:yaml.org,2002:str" => new(YamlScalarKind.Text),
            "tag:yaml.org,2002:int" => Integer.IsMatch(scalar.Text) ? OfInteger(scalar.Text) : new(YamlScalarKind.Impossible),
            "tag:yaml.org,2002:float" => OfPlain(scalar.Text) is { Kind: YamlScalarKind.Number } number ? number with { IsWhole = false }
            : TryDecimal(scalar.Text, out double value) ? new(YamlScalarKind.Number, value)
            : new(YamlScalarKind.Impossible),
            "tag:yaml.org,2002:bool" => OfPlain(scalar.Text) is { Kind: YamlScalarKind.Boolean } boolean
                ? boolean
                : new(YamlScalarKind.Impossible),
            "tag:yaml.org,2002:null" => new(YamlScalarKind.Null),
            _ => new(YamlScalarKind.Impossible),
        };

    /// <summary>A number as a text: what <c>float()</c> understands in Python.</summary>
    public static bool TryDecimal(string text, out double value)
    {
        text = text.Trim();
        if (Decimal.IsMatch(text))
        {
            value = ParseDecimal(text);
            return true;
        }
        string magnitude = text.TrimStart('+', '-').ToLowerInvariant();
        bool isSpecial = text.Length - magnitude.Length <= 1 && magnitude is "inf" or "infinity" or "nan";
        value =
            magnitude == "nan" ? double.NaN
            : text.StartsWith("-", StringComparison.Ordinal) ? double.NegativeInfinity
            : double.PositiveInfinity;
        return isSpecial;
    }

    private static YamlScalarValue OfPlain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return new(YamlScalarKind.Null);
            case "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return new(YamlScalarKind.Boolean, 1, true);
            case "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return new(YamlScalarKind.Boolean, 0, true);
        }
        if (text[0] is not ('+' or '-' or '.' or (>= '0' and <= '9')))
            return new(YamlScalarKind.Text);
        if (Integer.IsMatch(text))
            return OfInteger(text);
        if (Float.IsMatch(text))
            return OfFloat(text);
        return new(Timestamp.IsMatch(text) ? YamlScalarKind.Date : YamlScalarKind.Text);
    }

    private static YamlScalarValue OfInteger(string text)
    {
        string digits = text.Replace("_", "");
        bool isNegative = digits[0] == '-';
        if (digits[0] is '+' or '-')
            digits = digits.Substring(1);
        double value;
        bool isSurprising = false;
        if (digits.Length > 1 && digits[0] == '0' && digits[1] is 'b' or 'x')
        {
            value = InBase(digits.Substring(2), digits[1] == 'b' ? 2 : 16);
        }
        else if (digits.Length > 1 && digits[0] == '0')
        {
            value = InBase(digits, 8);
            isSurprising = value != ParseDecimal(digits);
        }
        else if (digits.Contains(':'))
        {
            value = Sexagesimal(digits);
            isSurprising = true;
        }
        else
        {
            value = ParseDecimal(digits);
        }
        return new(YamlScalarKind.Number, isNegative && value != 0 ? -value : value, true, isSurprising);
    }

    private static YamlScalarValue OfFloat(string text)
    {
        string digits = text.Replace("_", "").ToLowerInvariant();
        bool isNegative = digits[0] == '-';
        if (digits[0] is '+' or '-')
            digits = digits.Substring(1);
        if (digits == ".inf")
            return new(YamlScalarKind.Number, isNegative ? double.NegativeInfinity : double.PositiveInfinity);
        if (digits == ".nan")
            return new(YamlScalarKind.Number, double.NaN);
        bool isSexagesimal = digits.Contains(':');
        double value = isSexagesimal ? Sexagesimal(digits) : ParseDecimal(digits);
        return new(YamlScalarKind.Number, isNegative ? -value : value, false, isSexagesimal);
    }

    private static double InBase(string digits, int numberBase)
    {
        double value = 0;
        foreach (char digit in digits)
            value = (value * numberBase) + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return value;
    }

    private static double Sexagesimal(string digits)
    {
        double value = 0;
        foreach (string part in digits.Split(':'))
            value = (value * 60) + ParseDecimal(part);
        return value;
    }

    /// <summary>Overflow is infinity and -0 keeps its sign, on every runtime that compilers run on.</summary>
    private static double ParseDecimal(string text)
    {
        text = text.Replace("_", "");
        bool isNegative = text[0] == '-';
        string magnitude = text.TrimStart('+', '-');
        double value = double.TryParse(magnitude, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed)
            ? parsed
            : double.PositiveInfinity;
        return isNegative ? -value : value;
    }
}
