using System.Globalization;
using System.Text;

namespace MergeDsl.Diagnostics;

/// <summary>Text from files, made safe to print on one line.</summary>
/// <remarks>
/// Whatever has no picture of its own is escaped: it could steer a terminal, reorder what is read, or make two texts look alike.
/// These are the controls (category Cc), the format characters (Cf: marks and overrides of direction, isolates, joiners and blanks without width, tags),
/// the separators of lines and paragraphs (Zl, Zp), every blank but the usual one (Zs), halves of surrogate pairs (Cs), characters for private use (Co),
/// what is no character for ever, and what Unicode has shown as nothing by default: fillers, variation selectors, and places kept for more of the kind.
/// Other code points without a character (Cn) stay: a later version of Unicode may have one there, and the text must not depend on the version.
/// </remarks>
internal static class Printable
{
    private const int Longest = 200;

    /// <summary>Code points that show nothing although their category is that of a letter, mark or symbol, or none, as half-open ranges.</summary>
    private static readonly (int Start, int End)[] Blank =
    [
        (0x034F, 0x0350), // combining grapheme joiner
        (0x115F, 0x1161), // fillers of Hangul
        (0x17B4, 0x17B6), // inherent vowels of Khmer
        (0x180B, 0x1810), // variation selectors of Mongolian
        (0x2065, 0x2066),
        (0x2800, 0x2801), // blank of Braille
        (0x3164, 0x3165), // filler of Hangul
        (0xFDD0, 0xFDF0), // no characters
        (0xFE00, 0xFE10), // variation selectors
        (0xFFA0, 0xFFA1), // filler of Hangul, half width
        (0xFFF0, 0xFFF9),
        (0xE0000, 0xE1000), // tags, more variation selectors
    ];

    /// <summary>The text with what has no picture of its own escaped, so that it stays on one line and cannot steer a terminal.</summary>
    public static string Line(string text)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            int length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            if (IsVisible(text, i, length))
            {
                escaped?.Append(text, i, length);
            }
            else
            {
                escaped ??= new StringBuilder(text, 0, i, text.Length + 8);
                escaped.Append(
                    text[i] switch
                    {
                        '\n' => "\\n",
                        '\r' => "\\r",
                        '\t' => "\\t",
                        _ when length == 2 => "\\U" + char.ConvertToUtf32(text, i).ToString("x8", CultureInfo.InvariantCulture),
                        char unit => "\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture),
                    }
                );
            }
            i += length - 1;
        }
        return escaped?.ToString() ?? text;
    }

    /// <summary>The text as it stands in a message: quoted, on one line, and cut when it is very long.</summary>
    public static string Quote(string text) => "'" + Line(text.Length > Longest ? text.Substring(0, Cut(text)) + "..." : text) + "'";

    /// <summary>The position at which a long text is cut: never within a surrogate pair.</summary>
    private static int Cut(string text) => char.IsHighSurrogate(text[Longest - 4]) ? Longest - 4 : Longest - 3;

    private static bool IsVisible(string text, int at, int length)
    {
        if (text[at] is >= ' ' and <= '~')
            return true;
        int point = length == 2 ? char.ConvertToUtf32(text, at) : text[at];
        return (point & 0xFFFE) != 0xFFFE
            && !Array.Exists(Blank, range => point >= range.Start && point < range.End)
            && CharUnicodeInfo.GetUnicodeCategory(text, at)
                is not (
                    UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.SpaceSeparator
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse
                );
    }
}
