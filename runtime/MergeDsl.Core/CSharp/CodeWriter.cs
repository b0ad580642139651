using System.Text;

namespace MergeDsl;

/// <summary>Lines of C#, indented by four blanks, ended by a line feed.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder text = new();

    public int Indent { get; set; }

    /// <summary>Where a line begins.</summary>
    public int Column => Indent * 4;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', Column).Append(line);
        text.Append('\n');
    }

    public void Comment(string comment) => Line(CommentText(comment));

    /// <summary>A comment as C#: the blanks behind its mark are kept, for they may indent.</summary>
    public static string CommentText(string comment)
    {
        string line = Printable.Line(comment.Replace("\t", "    ").TrimEnd());
        return line.Length == 0 ? "//"
            : line[0] == ' ' ? "//" + line
            : "// " + line;
    }

    public override string ToString() => text.ToString();
}
