using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>Values as text. That of texts, characters and whole numbers is the same everywhere; that of fractions depends on the culture, unless the program says which.</summary>
internal static class Text
{
    public const string DependsOnCulture =
        "the text of a number, which depends on the culture of the program; format it with CultureInfo.InvariantCulture";

    public static string Of(object? value, string? format = null, IFormatProvider? provider = null)
    {
        switch (value)
        {
            case null:
                return "";
            case string text:
                return text;
            case char or bool or Index or Range or StringBuilder:
                return value.ToString()!;
            case ProgramEnum number:
                return ProgramEnums.TextOf(number, format);
            case Enum number:
                return number.ToString(format);
            case sbyte or byte or short or ushort or int or uint or long or ulong:
                return Whole((IFormattable)value, format, provider);
            case float or double or decimal:
                return IsInvariant(provider) ? NumberText.Of(value, format) : throw Evaluator.Current.Impure(DependsOnCulture);
            case TimeSpan span when string.IsNullOrEmpty(format) || format == "c":
                return span.ToString();
            case ProgramObject program:
                return program.Type.Symbol.AllInterfaces.FirstOrDefault(contract => contract.Name == "IFormattable") is { } own
                    ? (string?)Evaluator.Current.CallVirtual(program, (IMethodSymbol)own.GetMembers("ToString")[0], format, provider) ?? ""
                    : program.ToString();
            case Adapter adapter:
                return Of(adapter.Target, format, provider);
            case FormattableString formattable:
                return Format(provider, formattable.Format, formattable.GetArguments());
            case Span<char>:
                return value.ToString()!;
            case Exception:
                throw Evaluator.Current.Impure("the text of an exception, which has a stack trace; take its Message");
        }
        Type type = value.GetType();
        if (Tuples.IsTuple(value))
            return "(" + string.Join(", ", Tuples.Elements(value).Select(element => Of(element))) + ")";
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            return $"[{Of(type.GetProperty("Key")!.GetValue(value))}, {Of(type.GetProperty("Value")!.GetValue(value))}]";
        return type.Assembly == typeof(Merge).Assembly
            ? value.ToString()!
            : throw Evaluator.Current.Impure("the text of an object, which is the name of its type; write what you want to say of it");
    }

    /// <summary>A text of at least some width: on the right, or on the left where the width is negative.</summary>
    public static string Aligned(string text, int width)
    {
        if (Math.Abs((long)width) > 1 << 20)
            throw Evaluator.Current.Impure("a text of this width");
        return width < 0 ? text.PadRight(-width) : text.PadLeft(width);
    }

    /// <summary>Formats arguments as <c>string.Format</c> does.</summary>
    public static string Format(IFormatProvider? provider, string format, object?[] arguments)
    {
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            char c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                text.Append(c);
                i++;
                continue;
            }
            if (c == '}')
                throw new FormatException("Input string was not in a correct format.");
            if (c != '{')
            {
                text.Append(c);
                continue;
            }
            int end = format.IndexOf('}', i);
            if (end < 0)
                throw new FormatException("Input string was not in a correct format.");
            string hole = format.Substring(i + 1, end - i - 1);
            i = end;
            int colon = hole.IndexOf(':');
            string? said = colon < 0 ? null : hole.Substring(colon + 1);
            string[] head = (colon < 0 ? hole : hole.Substring(0, colon)).Split(',');
            if (!int.TryParse(head[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int at) || at >= arguments.Length)
                throw new FormatException(
                    "Index (zero based) must be greater than or equal to zero and less than the size of the argument list."
                );
            string part = Of(arguments[at], said, provider);
            text.Append(head.Length > 1 ? Aligned(part, int.Parse(head[1].Trim(), CultureInfo.InvariantCulture)) : part);
        }
        return text.ToString();
    }

    public static bool IsInvariant(IFormatProvider? provider) =>
        provider is not null
        && (ReferenceEquals(provider, CultureInfo.InvariantCulture) || ReferenceEquals(provider, NumberFormatInfo.InvariantInfo));

    private static string Whole(IFormattable number, string? format, IFormatProvider? provider)
    {
        bool isPlain =
            string.IsNullOrEmpty(format)
            || format![0] is 'd' or 'D' or 'x' or 'X' or 'g' or 'G' or 'b' or 'B'
            || format.All(c => c is '0' or '#');
        if (!isPlain && !IsInvariant(provider))
            throw Evaluator.Current.Impure(DependsOnCulture);
        if (format is [('b' or 'B'), ..])
            return Binary(number, format.Substring(1));
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Binary(IFormattable number, string width)
    {
        int bits = 8 * System.Runtime.InteropServices.Marshal.SizeOf(number.GetType());
        ulong value = (ulong)NumericConversion.Convert(number, typeof(ulong), false)!;
        if (bits < 64)
            value &= (1UL << bits) - 1;
        string text = "";
        do
        {
            text = (char)('0' + (value & 1)) + text;
            value >>= 1;
        } while (value != 0);
        return width.Length == 0 ? text : text.PadLeft(int.Parse(width, CultureInfo.InvariantCulture), '0');
    }
}

/// <summary>A collector of interpolated text for a method that takes the parts.</summary>
internal sealed class TextHandler(StringBuilder text, IFormatProvider? provider)
{
    public StringBuilder Text => text;

    public void AppendLiteral(string value) => text.Append(value);

    public void Append(object? value, int alignment, string? format) =>
        text.Append(Evaluation.Text.Aligned(Evaluation.Text.Of(value, format, provider), alignment));
}
