using System.Text;
using MergeDsl.Safetensors;
using Xunit;

namespace MergeDsl.Tests.Safetensors;

/// <summary>The JSON of a header, value by value.</summary>
public class HeaderJsonTests
{
    private const string Whole =
        """ { "a" : [ 0 , -12 , 1.5 , 1e5 , 0.5E-3 , 2e+1 ], "b\u00e4\ud83d\ude00\n" : { "c" : true , "d" : [ ] , "e" : { } } , "f" : null , "g" : false } """;

    [Theory]
    [InlineData("0")]
    [InlineData("12")]
    [InlineData("-0")]
    [InlineData("-10.25")]
    [InlineData("1e5")]
    [InlineData("1E+5")]
    [InlineData("0.5e-30")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("null")]
    [InlineData(" [ ] ")]
    [InlineData("{}")]
    [InlineData(Whole)]
    public void A_value_is_passed_over(string text) => Assert.Null(Fault(text));

    [Theory]
    [InlineData("01", "at byte 0 it lacks a value")]
    [InlineData("-", "at byte 1 it lacks a value")]
    [InlineData("+1", "at byte 0 it lacks a value")]
    [InlineData(".5", "at byte 0 it lacks a value")]
    [InlineData("1.", "at byte 2 it lacks a digit")]
    [InlineData("1.e5", "at byte 2 it lacks a digit")]
    [InlineData("1e", "at byte 2 it lacks a digit")]
    [InlineData("1e+", "at byte 3 it lacks a digit")]
    [InlineData("1E-x", "at byte 3 it lacks a digit")]
    [InlineData("1 2", "at byte 2 it goes on after its end")]
    [InlineData("tru", "at byte 0 it lacks a value")]
    [InlineData("nul", "at byte 0 it lacks a value")]
    [InlineData("fals", "at byte 0 it lacks a value")]
    [InlineData("[1,]", "at byte 3 it lacks a value")]
    [InlineData("[1 2]", "at byte 3 it lacks a ',' or ']'")]
    [InlineData("{1:2}", "at byte 1 it lacks a name in quotes")]
    [InlineData("{\"a\":1,}", "at byte 7 it lacks a name in quotes")]
    [InlineData("{\"a\" 1}", "at byte 5 it lacks a ':'")]
    [InlineData("{\"a\":1 \"b\":2}", "at byte 7 it lacks a ',' or '}'")]
    [InlineData("\"a", "at byte 2 it ends in the middle of a string")]
    [InlineData("\"a\nb\"", "at byte 2 it has a control character in a string")]
    [InlineData("\"\\x\"", "at byte 2 it has an unknown escape")]
    [InlineData("\"\\u12g4\"", "at byte 5 it lacks four hexadecimal digits")]
    [InlineData("\"\\ud800\"", "at byte 7 it has half of a surrogate pair")]
    [InlineData("\"\\ud800\\u0041\"", "at byte 13 it has half of a surrogate pair")]
    [InlineData("\"\\udc00\\ud800\"", "at byte 7 it has half of a surrogate pair")]
    public void A_fault_has_its_byte(string text, string fault) =>
        Assert.StartsWith($"has a header that is not JSON: {fault}", Fault(text), StringComparison.Ordinal);

    [Fact]
    public void A_text_that_is_cut_anywhere_is_refused()
    {
        string cut = Whole.Trim();
        for (int length = 0; length < cut.Length; length++)
            Assert.True(Fault(cut[..length]) is not null, cut[..length]);
    }

    [Fact]
    public void What_is_nested_has_a_limit()
    {
        int most = SafetensorsLimits.MaxDepth;
        Assert.Null(Fault(new string('[', most) + new string(']', most)));
        // What is closed does not count.
        Assert.Null(Fault("[" + string.Join(',', Enumerable.Repeat("[],{}", most)) + "]"));
        Assert.Contains("is nested deeper than", Fault(new string('[', most + 1) + new string(']', most + 1)));
    }

    [Theory]
    [InlineData("0", 0ul)]
    [InlineData("7,", 7ul)]
    [InlineData("12]", 12ul)]
    [InlineData("90 ", 90ul)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("18446744073709551616", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("00", null)]
    [InlineData("07", null)]
    [InlineData("-1", null)]
    [InlineData("1.0", null)]
    [InlineData("1e1", null)]
    [InlineData("1}", null)]
    [InlineData("", null)]
    public void A_whole_number_has_64_bits(string text, ulong? expected)
    {
        var json = new HeaderJson(Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, json.TryReadUnsigned(out ulong number) ? number : null);
    }

    [Fact]
    public void Escapes_are_read()
    {
        var json = new HeaderJson(Encoding.UTF8.GetBytes("""  "a\"\\\/\b\f\n\r\t\u00E9\uD83d\uDE00ü" """));
        json.Next();
        Assert.Equal("a\"\\/\b\f\n\r\té😀ü", json.ReadString());
        json.End();
    }

    private static string? Fault(string text)
    {
        try
        {
            var json = new HeaderJson(Encoding.UTF8.GetBytes(text));
            json.SkipValue();
            json.End();
            return null;
        }
        catch (SafetensorsFormatException fault)
        {
            return fault.Message;
        }
    }
}
