using System.Globalization;
using System.Text;
using MergeDsl.Collections;

namespace MergeDsl.Json;

/// <summary>Writes JSON: compact, or indented by two blanks as the hub's files are.</summary>
internal static class JsonWriter
{
    /// <summary>The value without any blank.</summary>
    public static string Compact(JsonValue value)
    {
        var builder = new StringBuilder();
        Write(builder, value, null);
        return builder.ToString();
    }

    /// <summary>The value over several lines, indented by two blanks, without a line end at the end.</summary>
    public static string Indented(JsonValue value)
    {
        var builder = new StringBuilder();
        Write(builder, value, 0);
        return builder.ToString();
    }

    /// <summary>Appends a quoted string; only what JSON demands is escaped.</summary>
    public static void WriteString(StringBuilder builder, string text)
    {
        builder.Append('"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '"':
                    builder.Append("\\\"");
                    break;
                case '\\':
                    builder.Append(@"\\");
                    break;
                case '\b':
                    builder.Append("\\b");
                    break;
                case '\f':
                    builder.Append("\\f");
                    break;
                case '\n':
                    builder.Append("\\n");
                    break;
                case '\r':
                    builder.Append("\\r");
                    break;
                case '\t':
                    builder.Append("\\t");
                    break;
                case < ' ':
                    builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    builder.Append(c);
                    break;
            }
        }
        builder.Append('"');
    }

    private static void Write(StringBuilder builder, JsonValue value, int? indent)
    {
        switch (value)
        {
            case JsonNull:
                builder.Append("null");
                break;
            case JsonBoolean boolean:
                builder.Append(boolean.Value ? "true" : "false");
                break;
            case JsonNumber number:
                builder.Append(number.Text);
                break;
            case JsonString text:
                WriteString(builder, text.Value);
                break;
            case JsonArray array:
                WriteItems(builder, '[', ']', array.Items, indent, static (b, item, i) => Write(b, item, i));
                break;
            case JsonObject members:
                WriteItems(
                    builder,
                    '{',
                    '}',
                    members.Members,
                    indent,
                    static (b, member, i) =>
                    {
                        WriteString(b, member.Key);
                        b.Append(i is null ? ":" : ": ");
                        Write(b, member.Value, i);
                    }
                );
                break;
        }
    }

    private static void WriteItems<T>(
        StringBuilder builder,
        char open,
        char close,
        EquatableArray<T> items,
        int? indent,
        Action<StringBuilder, T, int?> write
    )
    {
        builder.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
                builder.Append(',');
            Break(builder, indent + 1);
            write(builder, items[i], indent + 1);
        }
        if (items.Count > 0)
            Break(builder, indent);
        builder.Append(close);
    }

    private static void Break(StringBuilder builder, int? indent)
    {
        if (indent is int depth)
            builder.Append('\n').Append(' ', 2 * depth);
    }
}
