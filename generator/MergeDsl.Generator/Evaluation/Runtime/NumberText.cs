using System.Globalization;
using System.Numerics;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Fractions as .NET writes them without a culture: with the fewest digits that name the number. The compiler's host may be one that writes others.</summary>
internal static class NumberText
{
    public static string Of(object value, string? format)
    {
        if (value is decimal exact)
            return exact.ToString(format, CultureInfo.InvariantCulture);
        double number = value is float single ? single : (double)value;
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "Infinity" : "-Infinity";
        char kind = string.IsNullOrEmpty(format) ? 'R' : format![0];
        bool hasPrecision = format is { Length: > 1 } && format.Skip(1).All(char.IsDigit);
        if (kind is 'R' or 'r' || (kind is 'G' or 'g' && !hasPrecision && format!.Length == 1))
            return General(number, value is float);
        if (kind is 'F' or 'f' or 'N' or 'n' && (hasPrecision || format!.Length == 1))
        {
            int decimals = hasPrecision ? int.Parse(format!.Substring(1), CultureInfo.InvariantCulture) : 2;
            return decimals > 99 ? throw new FormatException() : Fixed(number, decimals, kind is 'N' or 'n');
        }
        return ((IFormattable)value).ToString(format, CultureInfo.InvariantCulture);
    }

    private static string General(double number, bool isSingle)
    {
        string sign = number < 0 || (number == 0 && BitConverter.DoubleToInt64Bits(number) < 0) ? "-" : "";
        if (number == 0)
            return sign + "0";
        (string digits, int point) = Shortest(Math.Abs(number), isSingle);
        if (point > Math.Max(digits.Length, isSingle ? 9 : 17) || point < -4)
            return sign + Scientific(digits, point);
        if (point <= 0)
            return point < -3 ? sign + Scientific(digits, point) : sign + "0." + new string('0', -point) + digits;
        return point >= digits.Length
            ? sign + digits + new string('0', point - digits.Length)
            : sign + digits.Substring(0, point) + "." + digits.Substring(point);
    }

    private static string Scientific(string digits, int point)
    {
        int exponent = point - 1;
        return digits[0]
            + (digits.Length > 1 ? "." + digits.Substring(1) : "")
            + (exponent < 0 ? "E-" : "E+")
            + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
    }

    /// <summary>The fewest digits that lie closer to the number than to any other, and where the point is among them.</summary>
    private static (string Digits, int Point) Shortest(double number, bool isSingle)
    {
        (BigInteger mantissa, int exponent, bool isLowest) = Parts(number, isSingle);
        // The number and half the distances to its neighbours, over one denominator.
        BigInteger scale = exponent < 0 ? BigInteger.One << (-exponent + 2) : 4,
            value = (exponent < 0 ? mantissa : mantissa << exponent) * 4,
            above = exponent < 0 ? 2 : BigInteger.One << (exponent + 1),
            below = isLowest ? above / 2 : above;
        bool isEven = mantissa.IsEven;
        int point = (int)Math.Floor(Math.Log10(number)) + 1;
        if (point > 0)
            scale *= BigInteger.Pow(10, point);
        else
        {
            BigInteger factor = BigInteger.Pow(10, -point);
            (value, above, below) = (value * factor, above * factor, below * factor);
        }
        while (value >= scale)
        {
            scale *= 10;
            point++;
        }
        while (value * 10 < scale)
        {
            (value, above, below) = (value * 10, above * 10, below * 10);
            point--;
        }
        string digits = "";
        while (true)
        {
            (value, above, below) = (value * 10, above * 10, below * 10);
            int digit = (int)BigInteger.DivRem(value, scale, out value);
            bool low = isEven ? value <= below : value < below,
                high = isEven ? value + above >= scale : value + above > scale;
            if (!low && !high)
            {
                digits += (char)('0' + digit);
                continue;
            }
            bool up = high && (!low || value * 2 > scale || (value * 2 == scale && digit % 2 == 1));
            digits += (char)('0' + digit + (up ? 1 : 0));
            break;
        }
        // A nine that is rounded up carries.
        for (int i = digits.Length - 1; i >= 0 && digits[i] > '9'; i--)
        {
            if (i == 0)
                return ("1", point + 1);
            digits = digits.Substring(0, i - 1) + (char)(digits[i - 1] + 1);
        }
        return (digits.TrimEnd('0'), point);
    }

    private static (BigInteger Mantissa, int Exponent, bool IsLowest) Parts(double number, bool isSingle)
    {
        if (isSingle)
        {
            int bits = BitConverter.ToInt32(BitConverter.GetBytes((float)number), 0);
            int fraction = bits & 0x7FFFFF,
                power = (bits >> 23) & 0xFF;
            return power == 0 ? (fraction, -149, false) : (fraction | 0x800000, power - 150, fraction == 0 && power > 1);
        }
        long all = BitConverter.DoubleToInt64Bits(number);
        long part = all & 0xFFFFFFFFFFFFF;
        int raised = (int)((all >> 52) & 0x7FF);
        return raised == 0 ? (part, -1074, false) : (part | 0x10000000000000, raised - 1075, part == 0 && raised > 1);
    }

    /// <summary>With so many decimals, rounded from the exact value, halves to even.</summary>
    private static string Fixed(double number, int decimals, bool isGrouped)
    {
        (BigInteger mantissa, int exponent, _) = Parts(Math.Abs(number), isSingle: false);
        BigInteger value = mantissa * BigInteger.Pow(10, decimals);
        if (exponent >= 0)
            value <<= exponent;
        else
        {
            BigInteger one = BigInteger.One << -exponent,
                whole = value >> -exponent,
                rest = (value & (one - 1)) * 2;
            value = rest > one || (rest == one && !whole.IsEven) ? whole + 1 : whole;
        }
        string digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string front = digits.Substring(0, digits.Length - decimals);
        if (isGrouped)
        {
            for (int i = front.Length - 3; i > 0; i -= 3)
                front = front.Insert(i, ",");
        }
        bool isNegative = number < 0 || (number == 0 && BitConverter.DoubleToInt64Bits(number) < 0);
        return (isNegative ? "-" : "") + front + (decimals > 0 ? "." + digits.Substring(digits.Length - decimals) : "");
    }
}
