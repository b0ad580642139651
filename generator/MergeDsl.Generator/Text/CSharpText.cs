using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Generator.Text;

/// <summary>Values and names as C#.</summary>
internal static class CSharpText
{
    /// <summary>A string literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A number that C# reads as the same double.</summary>
    public static string Literal(double value) => Numbers.Format(value) switch
    {
        "-0" => "-0.0",
        "nan" => "double.NaN",
        "inf" => "double.PositiveInfinity",
        "-inf" => "double.NegativeInfinity",
        var digits => digits,
    };
}
