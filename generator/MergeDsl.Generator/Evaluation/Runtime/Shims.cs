using System.Globalization;
using System.Text;
using MergeDsl.Diagnostics;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Our own code for members of the runtime that the compiler's host may not have, may have otherwise, or that make text of values. A member is found by its name and the types of its parameters; one of an instance takes that first.</summary>
internal static class Shims
{
    private static readonly Dictionary<string, Type> Known = new(StringComparer.Ordinal)
    {
        ["System.Linq.Enumerable"] = typeof(EnumerableShims),
        ["System.String"] = typeof(StringShims),
        ["System.Text.StringBuilder"] = typeof(StringBuilderShims),
        ["System.Text.StringBuilder+AppendInterpolatedStringHandler"] = typeof(HandlerShims),
        ["System.Runtime.CompilerServices.DefaultInterpolatedStringHandler"] = typeof(HandlerShims),
        ["System.Math"] = typeof(MathShims),
        ["System.MathF"] = typeof(MathFShims),
        ["System.Numerics.BitOperations"] = typeof(BitShims),
        ["System.MemoryExtensions"] = typeof(SpanShims),
        ["System.Span`1"] = typeof(SpanShims),
        ["System.ReadOnlySpan`1"] = typeof(SpanShims),
        ["System.Span`1+Enumerator"] = typeof(SpanShims),
        ["System.ReadOnlySpan`1+Enumerator"] = typeof(SpanShims),
        ["System.Array"] = typeof(ArrayShims),
        ["System.Char"] = typeof(CharShims),
        ["System.Double"] = typeof(NumberShims),
        ["System.Single"] = typeof(NumberShims),
        ["System.Convert"] = typeof(ConvertShims),
        ["System.HashCode"] = typeof(HashShims),
        ["System.FormattableString"] = typeof(FormattableShims),
        ["System.ArgumentNullException"] = typeof(ThrowShims),
        ["System.ArgumentException"] = typeof(ThrowShims),
        ["System.ArgumentOutOfRangeException"] = typeof(ThrowShims),
        ["System.Collections.Generic.Dictionary`2"] = typeof(DictionaryShims),
        ["System.Collections.Generic.CollectionExtensions"] = typeof(DictionaryExtensionShims),
        ["System.Collections.Generic.KeyValuePair"] = typeof(PairShims),
        ["System.Collections.Generic.KeyValuePair`2"] = typeof(PairShims),
        ["System.Collections.Generic.Queue`1"] = typeof(QueueShims),
        ["System.Collections.Generic.Stack`1"] = typeof(QueueShims),
        ["System.Collections.Generic.List`1"] = typeof(ListShims),
        ["System.Collections.Generic.PriorityQueue`2"] = typeof(PriorityQueueShims),
        ["System.Collections.Generic.HashSet`1"] = typeof(ListShims),
        ["System.Collections.Immutable.ImmutableArray"] = typeof(ImmutableShims),
        ["System.Collections.Immutable.ImmutableList"] = typeof(ImmutableShims),
    };

    /// <summary>Our own code for members of a type, or null.</summary>
    public static Type? Find(string type) => Known.TryGetValue(type, out Type? shims) ? shims : null;
}

internal static class StringShims
{
    public static string New(Span<char> text) => new(text.ToArray());

    public static string New(char c, int count) => new(c, Size.Of(count));

    public static string Concat(object? a) => Text.Of(a);

    public static string Concat(object? a, object? b) => Text.Of(a) + Text.Of(b);

    public static string Concat(object? a, object? b, object? c) => Text.Of(a) + Text.Of(b) + Text.Of(c);

    public static string Concat(object?[] values) => string.Concat(values.Select(value => Text.Of(value)));

    public static string Concat(Span<string> values) => string.Concat(values.ToArray());

    public static string Concat(Span<object> values) => Concat(values.ToArray());

    public static string Concat<T>(IEnumerable<T> values) => string.Concat(values.Select(value => Text.Of(value)));

    public static string Join<T>(string? separator, IEnumerable<T> values) =>
        string.Join(separator, values.Select(value => Text.Of(value)));

    public static string Join<T>(char separator, IEnumerable<T> values) => Join(separator.ToString(), values);

    public static string Join(string? separator, object?[] values) => Join<object?>(separator, values);

    public static string Join(char separator, object?[] values) => Join<object?>(separator.ToString(), values);

    public static string Join(char separator, string?[] values) => string.Join(separator.ToString(), values);

    public static string Join(string? separator, Span<string> values) => string.Join(separator, values.ToArray());

    public static string Join(char separator, Span<string> values) => string.Join(separator.ToString(), values.ToArray());

    public static string Join(string? separator, Span<object> values) => Join<object?>(separator, values);

    public static string Join(char separator, Span<object> values) => Join<object?>(separator.ToString(), values);

    public static string Format(string format, object? a) => Text.Format(null, format, [a]);

    public static string Format(string format, object? a, object? b) => Text.Format(null, format, [a, b]);

    public static string Format(string format, object? a, object? b, object? c) => Text.Format(null, format, [a, b, c]);

    public static string Format(string format, object?[] values) => Text.Format(null, format, values);

    public static string Format(string format, Span<object> values) => Text.Format(null, format, values.ToArray());

    public static string Format(IFormatProvider? provider, string format, object? a) => Text.Format(provider, format, [a]);

    public static string Format(IFormatProvider? provider, string format, object? a, object? b) => Text.Format(provider, format, [a, b]);

    public static string Format(IFormatProvider? provider, string format, object? a, object? b, object? c) =>
        Text.Format(provider, format, [a, b, c]);

    public static string Format(IFormatProvider? provider, string format, object?[] values) => Text.Format(provider, format, values);

    public static string Format(IFormatProvider? provider, string format, Span<object> values) =>
        Text.Format(provider, format, values.ToArray());

    public static string Create(IFormatProvider? provider, TextHandler handler) => handler.Text.ToString();

    public static bool Contains(string text, char c) => text.IndexOf(c) >= 0;

    public static bool Contains(string text, string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;

    public static bool Contains(string text, char c, StringComparison comparison) => text.IndexOf(c.ToString(), comparison) >= 0;

    public static bool StartsWith(string text, char c) => text.Length > 0 && text[0] == c;

    public static bool EndsWith(string text, char c) => text.Length > 0 && text[text.Length - 1] == c;

    public static int IndexOf(string text, char c, StringComparison comparison) => text.IndexOf(c.ToString(), comparison);

    public static string[] Split(string text, char separator, StringSplitOptions options) => Split(text, separator.ToString(), options);

    public static string[] Split(string text, char separator, int count, StringSplitOptions options) =>
        Trimmed(text.Split([separator], count, options & StringSplitOptions.RemoveEmptyEntries), options);

    public static string[] Split(string text, string? separator, StringSplitOptions options) =>
        Trimmed(text.Split([separator!], ((int)options & 2) != 0 ? StringSplitOptions.None : options), options);

    public static string[] Split(string text, Span<char> separators) => text.Split(separators.ToArray());

    public static string Replace(string text, string old, string? with, StringComparison comparison)
    {
        if (comparison is not (StringComparison.Ordinal or StringComparison.OrdinalIgnoreCase))
            throw Evaluator.Current.Impure("an order of texts that depends on a culture; write StringComparison.Ordinal");
        var made = new StringBuilder();
        int from = 0;
        for (int at; (at = text.IndexOf(old, from, comparison)) >= 0; from = at + old.Length)
            made.Append(text, from, at - from).Append(with);
        return made.Append(text, from, text.Length - from).ToString();
    }

    public static string Trim(string text, char c) => text.Trim(c);

    public static string TrimStart(string text, char c) => text.TrimStart(c);

    public static string TrimEnd(string text, char c) => text.TrimEnd(c);

    public static string PadLeft(string text, int width) => text.PadLeft(Size.Of(width));

    public static string PadLeft(string text, int width, char c) => text.PadLeft(Size.Of(width), c);

    public static string PadRight(string text, int width) => text.PadRight(Size.Of(width));

    public static string PadRight(string text, int width, char c) => text.PadRight(Size.Of(width), c);

    public static bool Equals(string text, object? other) => other is string value && text == value;

    public static string ToString(string text, IFormatProvider? provider) => text;

    public static Span<char> op_Implicit(string? text) => new(text?.ToCharArray());

    private static string[] Trimmed(string[] parts, StringSplitOptions options) =>
        ((int)options & 2) == 0
            ? parts
            :
            [
                .. parts
                    .Select(part => part.Trim())
                    .Where(part => part.Length > 0 || (options & StringSplitOptions.RemoveEmptyEntries) == 0),
            ];
}

/// <summary>Sizes that the program asks for.</summary>
internal static class Size
{
    public static int Of(int size) =>
        size <= 1 << 20 ? size : throw Evaluator.Current.Impure($"a text or list of {Numbers.Group(size)} items");
}

internal static class StringBuilderShims
{
    public static StringBuilder New(int capacity) => new();

    public static StringBuilder Append(StringBuilder text, double value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, float value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, decimal value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, object? value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, sbyte value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, byte value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, short value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, ushort value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, int value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, uint value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, long value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, ulong value) => text.Append(Text.Of(value));

    public static StringBuilder Append(StringBuilder text, char c, int count) => text.Append(c, Size.Of(count));

    public static StringBuilder Append(StringBuilder text, Span<char> value) => text.Append(value.ToArray());

    public static StringBuilder Append(StringBuilder text, StringBuilder? value) => text.Append(value?.ToString());

    public static StringBuilder Append(StringBuilder text, TextHandler handler) => text;

    public static StringBuilder Append(StringBuilder text, IFormatProvider? provider, TextHandler handler) => text;

    public static StringBuilder AppendFormat(StringBuilder text, string format, object? a) => text.Append(Text.Format(null, format, [a]));

    public static StringBuilder AppendFormat(StringBuilder text, string format, object? a, object? b) =>
        text.Append(Text.Format(null, format, [a, b]));

    public static StringBuilder AppendFormat(StringBuilder text, string format, object?[] values) =>
        text.Append(Text.Format(null, format, values));

    public static StringBuilder AppendFormat(StringBuilder text, IFormatProvider? provider, string format, object? a) =>
        text.Append(Text.Format(provider, format, [a]));

    public static StringBuilder AppendFormat(StringBuilder text, IFormatProvider? provider, string format, object? a, object? b) =>
        text.Append(Text.Format(provider, format, [a, b]));

    public static StringBuilder AppendFormat(StringBuilder text, IFormatProvider? provider, string format, object?[] values) =>
        text.Append(Text.Format(provider, format, values));

    public static StringBuilder AppendJoin<T>(StringBuilder text, string? separator, IEnumerable<T> values) =>
        text.Append(StringShims.Join(separator, values));

    public static StringBuilder AppendJoin<T>(StringBuilder text, char separator, IEnumerable<T> values) =>
        text.Append(StringShims.Join(separator, values));

    public static StringBuilder AppendJoin(StringBuilder text, string? separator, string?[] values) =>
        text.Append(string.Join(separator, values));

    public static StringBuilder AppendJoin(StringBuilder text, string? separator, object?[] values) =>
        text.Append(StringShims.Join(separator, values));

    public static StringBuilder Insert(StringBuilder text, int index, object? value) => text.Insert(index, Text.Of(value));

    public static StringBuilder Insert(StringBuilder text, int index, int value) => text.Insert(index, Text.Of(value));
}

internal static class HandlerShims
{
    public static TextHandler New(int literals, int holes, StringBuilder text) => new(text, null);

    public static TextHandler New(int literals, int holes, StringBuilder text, IFormatProvider? provider) => new(text, provider);

    public static TextHandler New(int literals, int holes) => new(new(), null);

    public static TextHandler New(int literals, int holes, IFormatProvider? provider) => new(new(), provider);

    public static void AppendLiteral(TextHandler handler, string value) => handler.AppendLiteral(value);

    public static void AppendFormatted<T>(TextHandler handler, T value) => handler.Append(value, 0, null);

    public static void AppendFormatted<T>(TextHandler handler, T value, string? format) => handler.Append(value, 0, format);

    public static void AppendFormatted<T>(TextHandler handler, T value, int alignment) => handler.Append(value, alignment, null);

    public static void AppendFormatted<T>(TextHandler handler, T value, int alignment, string? format) =>
        handler.Append(value, alignment, format);

    public static void AppendFormatted(TextHandler handler, string? value) => handler.Append(value, 0, null);

    public static void AppendFormatted(TextHandler handler, string? value, int alignment, string? format) =>
        handler.Append(value, alignment, format);

    public static void AppendFormatted(TextHandler handler, object? value, int alignment, string? format) =>
        handler.Append(value, alignment, format);
}

internal static class FormattableShims
{
    public static string Invariant(FormattableString text) => Text.Of(text, null, CultureInfo.InvariantCulture);

    public static string ToString(FormattableString text, IFormatProvider? provider) => Text.Of(text, null, provider);
}

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

    public static bool IsNegative(double value) => BitConverter.DoubleToInt64Bits(value) < 0;

    public static bool IsInteger(double value) => IsFinite(value) && Math.Truncate(value) == value;

    public static double Lerp(double from, double to, double amount) => (from * (1.0 - amount)) + (to * amount);

    public static float Lerp(float from, float to, float amount) => (from * (1.0f - amount)) + (to * amount);
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

    public static string ToHexString(byte[] bytes) =>
        string.Concat(bytes.Select(value => value.ToString("X2", CultureInfo.InvariantCulture)));
}

internal static class MathShims
{
    public static int Clamp(int value, int least, int greatest) => (int)Clamp((long)value, least, greatest);

    public static uint Clamp(uint value, uint least, uint greatest) => (uint)Clamp((long)value, least, greatest);

    public static long Clamp(long value, long least, long greatest) =>
        least > greatest ? throw Reversed(least, greatest) : Math.Min(Math.Max(value, least), greatest);

    public static double Clamp(double value, double least, double greatest) =>
        least > greatest ? throw Reversed(least, greatest)
        : value < least ? least
        : value > greatest ? greatest
        : value;

    public static float Clamp(float value, float least, float greatest) => (float)Clamp((double)value, least, greatest);

    public static decimal Clamp(decimal value, decimal least, decimal greatest) =>
        least > greatest ? throw Reversed(least, greatest) : Math.Min(Math.Max(value, least), greatest);

    public static double Cbrt(double value) => value < 0 ? -Math.Pow(-value, 1.0 / 3) : Math.Pow(value, 1.0 / 3);

    public static double Log2(double value) => Math.Log(value, 2);

    public static double CopySign(double value, double sign) => NumberShims.IsNegative(sign) ? -Math.Abs(value) : Math.Abs(value);

    public static (int Quotient, int Remainder) DivRem(int left, int right) => (left / right, left % right);

    public static (long Quotient, long Remainder) DivRem(long left, long right) => (left / right, left % right);

    public static double MaxMagnitude(double a, double b) => Math.Abs(a) >= Math.Abs(b) ? a : b;

    public static double MinMagnitude(double a, double b) => Math.Abs(a) <= Math.Abs(b) ? a : b;

    private static ArgumentException Reversed(object least, object greatest) => new($"'{least}' cannot be greater than {greatest}.");
}

internal static class MathFShims
{
    public static float Abs(float x) => Math.Abs(x);

    public static float Min(float x, float y) => Math.Min(x, y);

    public static float Max(float x, float y) => Math.Max(x, y);

    public static float Sqrt(float x) => (float)Math.Sqrt(x);

    public static float Pow(float x, float y) => (float)Math.Pow(x, y);

    public static float Exp(float x) => (float)Math.Exp(x);

    public static float Log(float x) => (float)Math.Log(x);

    public static float Log2(float x) => (float)Math.Log(x, 2);

    public static float Log10(float x) => (float)Math.Log10(x);

    public static float Sin(float x) => (float)Math.Sin(x);

    public static float Cos(float x) => (float)Math.Cos(x);

    public static float Tan(float x) => (float)Math.Tan(x);

    public static float Tanh(float x) => (float)Math.Tanh(x);

    public static float Floor(float x) => (float)Math.Floor(x);

    public static float Ceiling(float x) => (float)Math.Ceiling(x);

    public static float Truncate(float x) => (float)Math.Truncate(x);

    public static float Round(float x) => (float)Math.Round(x);

    public static int Sign(float x) => Math.Sign(x);

    public static float Clamp(float value, float least, float greatest) => MathShims.Clamp(value, least, greatest);
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

/// <summary>A hash that is combined of others.</summary>
internal sealed class HashCode
{
    public int Value { get; set; } = 17;
}

internal static class HashShims
{
    public static int Combine<T1>(T1 a) => Of(a);

    public static int Combine<T1, T2>(T1 a, T2 b) => Of(a, b);

    public static int Combine<T1, T2, T3>(T1 a, T2 b, T3 c) => Of(a, b, c);

    public static int Combine<T1, T2, T3, T4>(T1 a, T2 b, T3 c, T4 d) => Of(a, b, c, d);

    public static int Combine<T1, T2, T3, T4, T5>(T1 a, T2 b, T3 c, T4 d, T5 e) => Of(a, b, c, d, e);

    public static void Add<T>(HashCode hash, T value) => hash.Value = unchecked((hash.Value * 31) + Of(value));

    public static int ToHashCode(HashCode hash) => hash.Value;

    private static int Of(params object?[] values) =>
        Evaluator.Current.IsHashing
            ? values.Aggregate(17, (hash, value) => unchecked((hash * 31) + (value?.GetHashCode() ?? 0)))
            : throw Evaluator.Current.Impure("a hash, which is another in every run; compare the values");
}

internal static class ThrowShims
{
    public static void ThrowIfNull(object? value, string? name)
    {
        if (value is null)
            throw new ArgumentNullException(name);
    }

    public static void ThrowIfNullOrEmpty(string? value, string? name)
    {
        ThrowIfNull(value, name);
        if (value!.Length == 0)
            throw new ArgumentException("The value cannot be an empty string.", name);
    }

    public static void ThrowIfNullOrWhiteSpace(string? value, string? name)
    {
        ThrowIfNull(value, name);
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentException("The value cannot be an empty string or composed entirely of whitespace.", name);
    }

    public static void ThrowIfNegative<T>(T value, string? name) => Check(((IComparable)value!).CompareTo(Zero(value)) >= 0, name);

    public static void ThrowIfZero<T>(T value, string? name) => Check(((IComparable)value!).CompareTo(Zero(value)) != 0, name);

    public static void ThrowIfNegativeOrZero<T>(T value, string? name) => Check(((IComparable)value!).CompareTo(Zero(value)) > 0, name);

    public static void ThrowIfLessThan<T>(T value, T other, string? name) => Check(Comparer<T>.Default.Compare(value, other) >= 0, name);

    public static void ThrowIfLessThanOrEqual<T>(T value, T other, string? name) =>
        Check(Comparer<T>.Default.Compare(value, other) > 0, name);

    public static void ThrowIfGreaterThan<T>(T value, T other, string? name) => Check(Comparer<T>.Default.Compare(value, other) <= 0, name);

    public static void ThrowIfGreaterThanOrEqual<T>(T value, T other, string? name) =>
        Check(Comparer<T>.Default.Compare(value, other) < 0, name);

    public static void ThrowIfEqual<T>(T value, T other, string? name) => Check(!EqualityComparer<T>.Default.Equals(value, other), name);

    private static object Zero<T>(T value) => Convert.ChangeType(0, value!.GetType(), CultureInfo.InvariantCulture);

    private static void Check(bool holds, string? name)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name);
    }
}

internal static class ArrayShims
{
    public static void Fill<T>(T[] array, T value)
    {
        for (int i = 0; i < array.Length; i++)
            array[i] = value;
    }

    public static void Fill<T>(T[] array, T value, int start, int count)
    {
        for (int i = start; i < start + count; i++)
            array[i] = value;
    }

    public static void Clear(Array array) => Array.Clear(array, 0, array.Length);

    public static void Reverse<T>(T[] array) => Array.Reverse(array);

    public static void Resize<T>(ref T[]? array, int size) => Array.Resize(ref array, Size.Of(size));

    public static void Sort<T>(T[] array) => Sorting.Sort(array, 0, array.Length, Comparer<T>.Default.Compare);

    public static void Sort<T>(T[] array, Comparison<T> comparison) => Sorting.Sort(array, 0, array.Length, comparison);

    public static void Sort<T>(T[] array, IComparer<T>? comparer) =>
        Sorting.Sort(array, 0, array.Length, (comparer ?? Comparer<T>.Default).Compare);

    public static T[] Empty<T>() => [];
}

internal static class ListShims
{
    public static List<T> New<T>(int capacity) => [];

    public static void Sort<T>(List<T> list) => Sort(list, Comparer<T>.Default.Compare);

    public static void Sort<T>(List<T> list, IComparer<T>? comparer) => Sort(list, (comparer ?? Comparer<T>.Default).Compare);

    public static void Sort<T>(List<T> list, Comparison<T> comparison)
    {
        T[] items = [.. list];
        Sorting.Sort(items, 0, items.Length, comparison);
        for (int i = 0; i < items.Length; i++)
            list[i] = items[i];
    }

    public static List<T> Slice<T>(List<T> list, int start, int length) => list.GetRange(start, length);

    public static int EnsureCapacity<T>(List<T> list, int capacity) => Math.Max(list.Count, capacity);

    public static bool TryGetValue<T>(HashSet<T> set, T value, out T? actual)
    {
        foreach (T item in set)
        {
            if (set.Comparer.Equals(item, value))
            {
                actual = item;
                return true;
            }
        }
        actual = default;
        return false;
    }
}

internal static class DictionaryShims
{
    public static Dictionary<TKey, TValue> New<TKey, TValue>(int capacity)
        where TKey : notnull => [];

    public static Dictionary<TKey, TValue> New<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
        where TKey : notnull => pairs.ToDictionary(pair => pair.Key, pair => pair.Value);

    public static bool TryAdd<TKey, TValue>(Dictionary<TKey, TValue> pairs, TKey key, TValue value)
        where TKey : notnull
    {
        if (pairs.ContainsKey(key))
            return false;
        pairs.Add(key, value);
        return true;
    }

    public static bool Remove<TKey, TValue>(Dictionary<TKey, TValue> pairs, TKey key, out TValue? value)
        where TKey : notnull => pairs.TryGetValue(key, out value) && pairs.Remove(key);

    public static TValue GetValueOrDefault<TKey, TValue>(Dictionary<TKey, TValue> pairs, TKey key)
        where TKey : notnull => pairs.TryGetValue(key, out TValue? value) ? value : default!;
}

internal static class DictionaryExtensionShims
{
    public static TValue? GetValueOrDefault<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> pairs, TKey key) =>
        pairs.TryGetValue(key, out TValue? value) ? value : default;

    public static TValue GetValueOrDefault<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> pairs, TKey key, TValue otherwise) =>
        pairs.TryGetValue(key, out TValue? value) ? value : otherwise;

    public static bool TryAdd<TKey, TValue>(IDictionary<TKey, TValue> pairs, TKey key, TValue value)
    {
        if (pairs.ContainsKey(key))
            return false;
        pairs.Add(key, value);
        return true;
    }

    public static System.Collections.ObjectModel.ReadOnlyCollection<T> AsReadOnly<T>(IList<T> list) => new(list);

    public static void AddRange<T>(List<T> list, Span<T> items) => list.AddRange(items);
}

internal static class PairShims
{
    public static KeyValuePair<TKey, TValue> Create<TKey, TValue>(TKey key, TValue value) => new(key, value);

    public static void Deconstruct<TKey, TValue>(KeyValuePair<TKey, TValue> pair, out TKey key, out TValue value) =>
        (key, value) = (pair.Key, pair.Value);
}

internal static class QueueShims
{
    public static bool TryDequeue<T>(Queue<T> queue, out T? item) => Try(queue.Count > 0, queue.Dequeue, out item);

    public static bool TryPeek<T>(Queue<T> queue, out T? item) => Try(queue.Count > 0, queue.Peek, out item);

    public static bool TryPop<T>(Stack<T> stack, out T? item) => Try(stack.Count > 0, stack.Pop, out item);

    public static bool TryPeek<T>(Stack<T> stack, out T? item) => Try(stack.Count > 0, stack.Peek, out item);

    private static bool Try<T>(bool isThere, Func<T> take, out T? item)
    {
        item = isThere ? take() : default;
        return isThere;
    }
}

internal static class ImmutableShims
{
    public static System.Collections.Immutable.ImmutableArray<T> Create<T>(Span<T> items) =>
        System.Collections.Immutable.ImmutableArray.Create(items.ToArray());
}
