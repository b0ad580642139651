using System.Globalization;

namespace MergeDsl;

/// <summary>Sizes as people write them, such as <c>5GB</c>, <c>500MB</c>, <c>50K</c>, <c>10GiB</c> or plain digits.</summary>
internal static class ByteSize
{
    private const string Forms = "write a number and a unit, such as 5GB, 500MB, 1.5GB, 50K or 10GiB";

    /// <summary>Reads a size in bytes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The number of bytes.</param>
    /// <param name="fault">Why it is no size, and the cure, to follow the text in quotes; null where it is one.</param>
    public static bool TryParse(string text, out long bytes, out string? fault)
    {
        bytes = 0;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int digits = 0;
        while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
            digits++;
        ReadOnlySpan<char> number = rest[..digits];
        string unit = rest[digits..].Trim().ToString().ToUpperInvariant();
        fault = null;
        if (
            !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || number[0] == '.'
            || number[^1] == '.'
        )
        {
            fault = rest is ['-', ..] ? $"is negative; {Forms}" : $"is not a size; {Forms}";
        }
        else if (unit == "B")
        {
            fault =
                $"is ambiguous: mergekit reads B as billions, here it would be bytes; write {number}GB for billions of bytes, or {number} for bytes";
        }
        else if (Factor(unit) is not long factor)
        {
            fault = $"has no unit that is known; {Forms}";
        }
        else if (value > long.MaxValue / (decimal)factor)
        {
            fault = $"is beyond all disks; {Forms}";
        }
        else
        {
            decimal product = value * factor;
            bytes = (long)product;
            if (bytes != product)
                fault = $"is not a whole number of bytes; {Forms}";
        }
        return fault is null;
    }

    private static long? Factor(string unit) =>
        unit switch
        {
            "" => 1,
            "K" or "KB" => 1_000,
            "M" or "MB" => 1_000_000,
            "G" or "GB" => 1_000_000_000,
            "T" or "TB" => 1_000_000_000_000,
            "KIB" => 1L << 10,
            "MIB" => 1L << 20,
            "GIB" => 1L << 30,
            "TIB" => 1L << 40,
            _ => null,
        };

    /// <summary>A size for people: three digits and a decimal unit.</summary>
    public static string Print(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }
        string format =
            unit == 0 ? "0"
            : value < 9.995 ? "0.00"
            : value < 99.95 ? "0.0"
            : "0";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
