using Microsoft.CodeAnalysis.Text;

namespace MergeDsl.Mutation;

/// <summary>A small change to the source.</summary>
/// <param name="File">The file, from the root of the repository.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Span">The expression or statement that is replaced.</param>
/// <param name="Original">Its text.</param>
/// <param name="Replacement">The text in its place; empty for a statement that is removed.</param>
internal sealed record Mutant(string File, int Line, TextSpan Span, string Original, string Replacement)
{
    /// <summary>The number by which a process switches it on, from 1; 0 before it is woven in.</summary>
    public int Id { get; init; }

    /// <summary>Indicates whether the change is to a statement.</summary>
    public bool IsStatement { get; init; }

    /// <summary>Indicates whether the code runs once in a process, when its type is initialised: then coverage names one test of the many that depend on it.</summary>
    public bool IsStatic { get; init; }

    /// <summary>Returns the change in one line.</summary>
    public override string ToString() =>
        Replacement.Length == 0 ? $"{Short(Original)} is removed" : $"{Short(Original)} is {Short(Replacement)}";

    private static string Short(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 120 ? line[..117] + "..." : line;
    }
}
