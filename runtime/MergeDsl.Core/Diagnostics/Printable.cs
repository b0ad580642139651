using System.Text;

namespace MergeDsl;

/// <summary>Text from files, made safe to print on one line.</summary>
internal static class Printable
{
    /// <summary>The text with its control and bidirectional characters escaped, so that it stays on one line and cannot steer a terminal.</summary>
    public static string Line(string text)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool lone =
                char.IsSurrogate(c)
                && !(char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                && !(char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(text[i - 1]));
            if (char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') || lone)
            {
                escaped ??= new StringBuilder(text, 0, i, text.Length + 8);
                escaped.Append(
                    c switch
                    {
                        '\n' => "\\n",
                        '\r' => "\\r",
                        '\t' => "\\t",
                        _ => "\\u" + ((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture),
                    }
                );
            }
            else
            {
                escaped?.Append(c);
            }
        }
        return escaped?.ToString() ?? text;
    }

    /// <summary>The text as it stands in a message: quoted, on one line, and cut when it is very long.</summary>
    public static string Quote(string text) => "'" + Line(text.Length > 200 ? text.Substring(0, 197) + "..." : text) + "'";
}
