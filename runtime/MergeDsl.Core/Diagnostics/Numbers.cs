using System.Globalization;

namespace MergeDsl.Diagnostics;

/// <summary>Numbers as text, the same on every runtime and in every culture.</summary>
internal static class Numbers
{
    /// <summary>A short text that reads back as the same number.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        if (value == 0)
            return BitConverter.DoubleToInt64Bits(value) < 0 ? "-0" : "0";
        foreach (string format in (string[])["G15", "G16"])
        {
            string text = value.ToString(format, CultureInfo.InvariantCulture);
            if (double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) == value)
                return text;
        }
        return value.ToString("G17", CultureInfo.InvariantCulture);
    }

    /// <summary>A count with its digits in groups of three.</summary>
    public static string Group(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A noun with its number: <c>1 layer</c>, <c>2 layers</c>.</summary>
    public static string Count(long count, string noun) => Group(count) + " " + noun + (count == 1 ? "" : "s");
}
