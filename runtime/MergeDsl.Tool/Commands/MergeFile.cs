using System.Diagnostics.CodeAnalysis;

namespace MergeDsl.Tool;

/// <summary>Merges as files.</summary>
internal static class MergeFile
{
    private static readonly string[] Programs = [".cs", ".csproj", ".dll", ".exe"];

    /// <summary>Whether a file is a program that declares merges, or a part of one.</summary>
    public static bool IsProgram(string file) => Programs.Contains(Path.GetExtension(file).ToLowerInvariant()) && File.Exists(file);

    /// <summary>Reads the YAML of a merge.</summary>
    public static bool TryRead(string file, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out MergeDiagnostic? fault) =>
        // A character takes at most four bytes: a larger file is beyond the limits of the reader.
        TextFile.TryRead(file, "the YAML of a merge", DiagnosticCatalogue.InvalidYaml, DiagnosticCatalogue.YamlLimit, 4 * YamlTreeReader.MaximumLength, out text, out fault);
}
