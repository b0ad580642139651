using Microsoft.CodeAnalysis.CSharp;

namespace MergeDsl.Generator.Text;

/// <summary>Values and names as C#.</summary>
internal static class CSharpText
{
    /// <summary>A string literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A full name as the name of a generated file: what the compiler does not take there is written as its code.</summary>
    public static string FileName(string name) =>
        string.Concat(
            name.Select(c =>
                c is '.' or '_' || char.IsLetterOrDigit(c)
                    ? c.ToString()
                    : "-" + ((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)
            )
        );
}
