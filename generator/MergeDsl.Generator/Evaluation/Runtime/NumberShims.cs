using System.Globalization;

namespace MergeDsl.Generator.Evaluation;

internal static class CharShims
{
    public static bool IsAsciiDigit(char c) => c is >= '0' and <= '9';

    public static bool IsAsciiLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    public static bool IsAsciiLetterLower(char c) => c is >= 'a' and <= 'z';

    public static bool IsAsciiLetterUpper(char c) => c is >= 'A' and <= 'Z';

    public static bool IsAsciiLetterOrDigit(char c) => IsAsciiLetter(c) || IsAsciiDigit(c);

    public static bool IsAsciiHexDigit(char c) => IsAsciiDigit(c) || c is (>= 'a' and <= 'f') or (>= 'A' and <= 'F');

    public static bool IsBetween(char c, char least, char greatest) => c >= least && c <= greatest;
}

internal static class NumberShims
{
    public static bool IsFinite(double value) => !double.IsNaN(value) && !double.IsInfinity(value);

    public static bool IsFinite(float value) => !float.IsNaN(value) && !float.IsInfinity(value);

    public static long DoubleToInt64Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    public static double Int64BitsToDouble(long value) => BitConverter.Int64BitsToDouble(value);

    public static int SingleToInt32Bits(float value) => BitConverter.ToInt32(BitConverter.GetBytes(value), 0);

    public static float Int32BitsToSingle(int value) => BitConverter.ToSingle(BitConverter.GetBytes(value), 0);

    public static bool IsNegative(double value) => BitConverter.DoubleToInt64Bits(value) < 0;

    public static bool IsInteger(double value) => IsFinite(value) && Math.Truncate(value) == value;

    public static double Lerp(double from, double to, double amount) => (from * (1.0 - amount)) + (to * amount);

    public static float Lerp(float from, float to, float amount) => (from * (1.0f - amount)) + (to * amount);
}

/// <summary>Members that whole numbers have in newer runtimes.</summary>
internal static class WholeShims
{
    public static bool IsEvenInteger(int value) => (value & 1) == 0;

    public static bool IsEvenInteger(long value) => (value & 1) == 0;

    public static bool IsOddInteger(int value) => (value & 1) != 0;

    public static bool IsOddInteger(long value) => (value & 1) != 0;

    public static bool IsNegative(int value) => value < 0;

    public static bool IsPositive(int value) => value >= 0;

    public static bool IsPow2(int value) => BitShims.IsPow2(value);

    public static bool IsPow2(long value) => BitShims.IsPow2(value);

    public static int PopCount(int value) => BitShims.PopCount((uint)value);

    public static uint PopCount(uint value) => (uint)BitShims.PopCount(value);

    public static long PopCount(long value) => BitShims.PopCount((ulong)value);

    public static int Log2(int value) => value < 0 ? throw new ArgumentOutOfRangeException(nameof(value)) : BitShims.Log2((uint)value);

    public static long Log2(long value) => value < 0 ? throw new ArgumentOutOfRangeException(nameof(value)) : BitShims.Log2((ulong)value);

    public static int LeadingZeroCount(int value) => BitShims.LeadingZeroCount((uint)value);

    public static int TrailingZeroCount(int value) => BitShims.TrailingZeroCount(value);

    public static int RotateLeft(int value, int count) => (int)BitShims.RotateLeft((uint)value, count);

    public static int RotateRight(int value, int count) => (int)BitShims.RotateRight((uint)value, count);
}

internal static class ConvertShims
{
    public static string ToString(double value) => Text.Of(value);

    public static string ToString(double value, IFormatProvider? provider) => Text.Of(value, null, provider);

    public static string ToString(float value, IFormatProvider? provider) => Text.Of(value, null, provider);

    public static string ToString(decimal value, IFormatProvider? provider) => Text.Of(value, null, provider);

    public static string ToString(int value) => Text.Of(value);

    public static string ToString(int value, IFormatProvider? provider) => Text.Of(value);

    public static string ToString(long value) => Text.Of(value);

    public static string ToString(object? value) => Text.Of(value);

    public static string ToString(object? value, IFormatProvider? provider) => Text.Of(value, null, provider);

    public static int ToInt32(string? value) => value is null ? 0 : int.Parse(value, CultureInfo.InvariantCulture);

    public static long ToInt64(string? value) => value is null ? 0 : long.Parse(value, CultureInfo.InvariantCulture);

    public static byte[] FromHexString(string text) =>
        text.Length % 2 != 0
            ? throw new FormatException("The input is not a valid hex string as its length is not a multiple of 2.")
            :
            [
                .. Enumerable
                    .Range(0, text.Length / 2)
                    .Select(i => byte.Parse(text.Substring(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
            ];

    public static string ToHexString(Span<byte> bytes) => ToHexString(bytes.ToArray());

    public static string ToBase64String(Span<byte> bytes, Base64FormattingOptions options) =>
        Convert.ToBase64String(bytes.ToArray(), options);

    public static string ToHexString(byte[] bytes) =>
        string.Concat(bytes.Select(value => value.ToString("X2", CultureInfo.InvariantCulture)));
}

internal static class BitShims
{
    public static int PopCount(uint value) => PopCount((ulong)value);

    public static int PopCount(ulong value)
    {
        int count = 0;
        for (; value != 0; value &= value - 1)
            count++;
        return count;
    }

    public static int LeadingZeroCount(uint value) => LeadingZeroCount((ulong)value) - 32;

    public static int LeadingZeroCount(ulong value)
    {
        int count = 64;
        for (; value != 0; value >>= 1)
            count--;
        return count;
    }

    public static int TrailingZeroCount(int value) => TrailingZeroCount((uint)value);

    public static int TrailingZeroCount(uint value) => value == 0 ? 32 : PopCount((value & (~value + 1)) - 1);

    public static int TrailingZeroCount(long value) => TrailingZeroCount((ulong)value);

    public static int TrailingZeroCount(ulong value) => value == 0 ? 64 : PopCount((value & (~value + 1)) - 1);

    public static int Log2(uint value) => value == 0 ? 0 : 31 - LeadingZeroCount(value);

    public static int Log2(ulong value) => value == 0 ? 0 : 63 - LeadingZeroCount(value);

    public static bool IsPow2(int value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(uint value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(long value) => value > 0 && (value & (value - 1)) == 0;

    public static uint RoundUpToPowerOf2(uint value) =>
        value == 0 ? 0
        : LeadingZeroCount(value - 1) == 0 ? 0
        : 1u << (32 - LeadingZeroCount(value - 1));

    public static uint RotateLeft(uint value, int count) => (value << count) | (value >> (32 - (count & 31)));

    public static uint RotateRight(uint value, int count) => (value >> count) | (value << (32 - (count & 31)));

    public static ulong RotateLeft(ulong value, int count) => (value << count) | (value >> (64 - (count & 63)));
}
