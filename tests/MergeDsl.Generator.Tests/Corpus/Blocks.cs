using MergeDsl.Testing;

namespace MergeDsl.Generator.Tests.Corpus;

/// <summary>Named blocks of a text file, each after a line <c>### name</c>.</summary>
internal static class Blocks
{
    public static IReadOnlyList<(string Name, string Text)> Read(string file)
    {
        string text = File.ReadAllText(Repository.Path("tests", "MergeDsl.Generator.Tests", "Corpus", file)).ReplaceLineEndings("\n");
        return
        [
            .. ("\n" + text)
                .Split("\n### ")
                .Skip(1)
                .Select(block =>
                    (
                        block[..block.IndexOf('\n', StringComparison.Ordinal)].Trim(),
                        block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..]
                    )
                ),
        ];
    }

    /// <summary>A name that C# can have.</summary>
    public static string Identifier(string name) => "_" + string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '_'));
}
