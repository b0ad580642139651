using System.Globalization;
using System.Text;

namespace MergeDsl.CSharp;

/// <summary>Names that C# takes.</summary>
internal static class CSharpIdentifier
{
    private static readonly HashSet<string> Keywords = new(
        (
            "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int "
            + "interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw "
            + "true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>A name as source text: keywords get an @.</summary>
    public static string Escaped(string name) => Keywords.Contains(name) ? "@" + name : name;

    /// <summary>A dotted name as source text.</summary>
    public static string EscapedPath(string name) => string.Join(".", name.Split('.').Select(Escaped));

    /// <summary>Indicates whether a text is an identifier.</summary>
    public static bool IsValid(string name) =>
        name.Length > 0
        && (char.IsLetter(name[0]) || name[0] == '_')
        && name.All(c =>
            char.IsLetterOrDigit(c)
            || c == '_'
            || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.ConnectorPunctuation
        );

    /// <summary>Words joined in Pascal case; digits of two words are kept apart by an underscore.</summary>
    public static string PascalCase(IEnumerable<string> words)
    {
        var name = new StringBuilder();
        foreach (string text in words)
        {
            // Short ones are abbreviations, long ones are shouted.
            string word = text.Length > 3 && text.All(c => c is >= 'A' and <= 'Z') ? text.ToLowerInvariant() : text;
            bool begins = true;
            foreach (char c in word)
            {
                if (!char.IsLetterOrDigit(c))
                {
                    begins = true;
                    continue;
                }
                if (char.IsDigit(c) && begins && (name.Length == 0 || char.IsDigit(name[name.Length - 1])))
                    name.Append('_');
                name.Append(begins ? char.ToUpperInvariant(c) : c);
                begins = false;
            }
        }
        return name.Length == 0 ? "_" : name.ToString();
    }

    /// <summary>A text in Pascal case.</summary>
    public static string PascalCase(string text) => PascalCase([text]);

    /// <summary>The name, with a number behind it where it is taken; from then on it is taken.</summary>
    public static string Unique(string name, HashSet<string> taken, string suffix = "")
    {
        string candidate = taken.Contains(name) ? name + suffix : name;
        for (int i = 2; !taken.Add(candidate); i++)
            candidate =
                name
                + suffix
                + (char.IsDigit(name[name.Length - 1]) && suffix.Length == 0 ? "_" : "")
                + i.ToString(CultureInfo.InvariantCulture);
        return candidate;
    }
}
