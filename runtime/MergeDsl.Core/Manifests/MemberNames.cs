using System.Text;
using MergeDsl.Diagnostics;

namespace MergeDsl.Manifests;

/// <summary>Names from files as C# identifiers: one rule for generated members and for converted merges.</summary>
internal static class MemberNames
{
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
            if (name.Length == 0 && char.IsDigit(c))
                name.Append('_');
            name.Append(begins ? char.ToUpperInvariant(c) : c);
            begins = false;
        }
        return name.Length == 0 ? "_" : name.ToString();
    }

    /// <summary>Text within an XML documentation comment, on one line.</summary>
    public static string Xml(string text) => Printable.Line(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
