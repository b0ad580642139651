using MergeDsl.Testing;

namespace MergeDsl.CodeFixes.Tests;

/// <summary>A case of <c>fixes.txt</c>: <c>### name</c>, the text before, a line <c>--- title</c> with what the menu says, the text after. The title is <c>all</c> where all of a document are fixed at once, and nothing follows <c>--- none</c>.</summary>
internal sealed record FixCase(string Name, string Before, string Title, string After)
{
    public static IReadOnlyList<FixCase> All { get; } = Read();

    public bool IsOffered => Title != "none";

    public bool IsAll => Title == "all";

    private static IReadOnlyList<FixCase> Read()
    {
        string text = File.ReadAllText(Repository.Path("tests", "MergeDsl.CodeFixes.Tests", "fixes.txt")).ReplaceLineEndings("\n");
        var cases = new List<FixCase>();
        foreach (string block in ("\n" + text).Split("\n### ").Skip(1))
        {
            string[] parts = block.Split("\n---", 2);
            (string name, string before) = Cut(parts[0]);
            (string title, string after) = Cut(parts[1]);
            string space = $"namespace Cases._{string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '_'))};\n\n";
            cases.Add(
                new(
                    name,
                    space + before.Trim('\n') + "\n",
                    title,
                    title == "none" ? space + before.Trim('\n') + "\n" : space + after.Trim('\n') + "\n"
                )
            );
        }
        return cases;
    }

    private static (string Line, string Text) Cut(string text)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (text.Trim(), "") : (text[..end].Trim(), text[(end + 1)..]);
    }
}
