using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace MergeDsl.Testing;

/// <summary>The difference of two texts, line by line, for messages.</summary>
public static class TextDifference
{
    private const int Context = 3;

    /// <summary>The lines that differ, marked <c>-</c> and <c>+</c>, with some lines around them.</summary>
    public static string Of(string expected, string actual)
    {
        List<DiffPiece> lines = InlineDiffBuilder.Diff(expected, actual).Lines;
        var builder = new StringBuilder();
        bool skipped = false;
        for (int i = 0; i < lines.Count; i++)
        {
            bool near = lines
                .Skip(Math.Max(0, i - Context))
                .Take(Context + 1 + Math.Min(i, Context))
                .Any(line => line.Type != ChangeType.Unchanged);
            if (near)
                builder
                    .Append(
                        lines[i].Type switch
                        {
                            ChangeType.Deleted => "- ",
                            ChangeType.Inserted => "+ ",
                            _ => "  ",
                        }
                    )
                    .Append(lines[i].Text)
                    .Append('\n');
            else if (!skipped)
                builder.Append("  ...\n");
            skipped = !near;
        }
        return builder.ToString();
    }
}
