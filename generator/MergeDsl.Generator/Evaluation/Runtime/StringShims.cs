using System.Text;
using MergeDsl.Diagnostics;

namespace MergeDsl.Generator.Evaluation;

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

internal static class Size
{
    public static int Of(int size) =>
        size <= 1 << 20 ? size : throw Evaluator.Current.Impure($"a text or list of {Numbers.Group(size)} items");
}
