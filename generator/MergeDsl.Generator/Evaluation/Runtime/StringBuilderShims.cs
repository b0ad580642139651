using System.Globalization;
using System.Text;

namespace MergeDsl.Generator.Evaluation;

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
