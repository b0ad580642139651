using System.Globalization;
using Xunit;

namespace MergeDsl.Core.Tests.Diagnostics;

public class PrintableTests
{
    private static readonly UnicodeCategory[] Hidden =
    [
        UnicodeCategory.Control,
        UnicodeCategory.Format,
        UnicodeCategory.LineSeparator,
        UnicodeCategory.ParagraphSeparator,
        UnicodeCategory.SpaceSeparator,
        UnicodeCategory.Surrogate,
        UnicodeCategory.PrivateUse,
    ];

    [Fact]
    public void Of_all_code_points_those_without_a_picture_are_escaped()
    {
        var wrong = new List<string>();
        for (int point = 0; point <= 0x10FFFF; point++)
        {
            string text = point is >= 0xD800 and <= 0xDFFF ? ((char)point).ToString() : char.ConvertFromUtf32(point);
            bool isHidden = point != ' ' && Hidden.Contains(CharUnicodeInfo.GetUnicodeCategory(text, 0));
            string line = Printable.Line("a" + text + "b");
            bool isEscaped = line != "a" + text + "b";
            // What is shown as nothing although its category is another is escaped besides.
            if (
                isHidden && !isEscaped
                || line.Any(c => char.IsControl(c))
                || isEscaped && !line.StartsWith("a\\", StringComparison.Ordinal)
            )
                wrong.Add($"U+{point:X4}");
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("\u200E\u200F", @"\u200e\u200f")]
    [InlineData("\u202A\u202E\u2066\u2069", @"\u202a\u202e\u2066\u2069")]
    [InlineData("a\u200Bb\u200Dc\uFEFF", @"a\u200bb\u200dc\ufeff")]
    [InlineData("\u2028\u2029\u0085\n\t\u001b[31m", @"\u2028\u2029\u0085\n\t\u001b[31m")]
    [InlineData("\U000E0041\U000E0100", @"\U000e0041\U000e0100")]
    [InlineData("\uE000\U000F0000\uFFFF\uFDD0", @"\ue000\U000f0000\uffff\ufdd0")]
    [InlineData("\u00A0\u3000\u3164\u2800\uFE0F\u115F", @"\u00a0\u3000\u3164\u2800\ufe0f\u115f")]
    [InlineData("Größe 模型 модель 😀 é é", "Größe 模型 модель 😀 é é")]
    public void What_could_mislead_is_escaped_and_languages_are_not(string text, string line) => Assert.Equal(line, Printable.Line(text));

    [Fact]
    public void Halves_of_surrogate_pairs_are_escaped() => Assert.Equal(@"\udc00\ud800", Printable.Line("\uDC00\uD800"));

    [Fact]
    public void A_long_text_is_never_cut_within_a_character()
    {
        for (int length = 190; length < 210; length++)
            Assert.DoesNotContain("\\ud83d", Printable.Quote(new string('a', length) + string.Concat(Enumerable.Repeat("😀", 20))));
    }
}
