using System.Text;
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

    /// <summary>Text within an XML documentation comment, on one line.</summary>
    public static string Xml(string text) => Printable.Line(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A name in Pascal case: <c>o_proj</c> becomes <c>OProj</c>, <c>attn.c_proj</c> <c>AttnCProj</c>; a digit at the beginning gets an underscore before it.</summary>
    public static string PascalCase(string text)
    {
        var name = new StringBuilder(text.Length + 1);
        bool begins = true;
        foreach (char c in text)
        {
            if (!char.IsLetterOrDigit(c) || c > 'z')
            {
                begins = true;
                continue;
            }
            if (name.Length == 0 && char.IsDigit(c)) name.Append('_');
            name.Append(begins ? char.ToUpperInvariant(c) : c);
            begins = false;
        }
        return name.Length == 0 ? "_" : name.ToString();
    }
}
