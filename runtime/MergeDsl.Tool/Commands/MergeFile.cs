using System.Diagnostics.CodeAnalysis;

namespace MergeDsl.Tool;

/// <summary>Merges as files: YAML, and programs that declare them.</summary>
internal static class MergeFile
{
    private static readonly string[] Programs = [".cs", ".csproj", ".dll", ".exe"];

    /// <summary>Whether a file is a program that declares merges, or a part of one.</summary>
    public static bool IsProgram(string file) => Programs.Contains(Path.GetExtension(file).ToLowerInvariant()) && File.Exists(file);

    /// <summary>Reads the merges of a file and checks them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="WrongCommandLineException">It is not clear which merge is meant, or it is not there.</exception>
    public static Task<LoadedMerge> LoadAsync(string file, LoadOptions options, CancellationToken cancel)
    {
        options = options with { File = file };
        if (IsProgram(file)) return Task.FromResult(MergeLoader.Load(new([], []), [DiagnosticCatalogue.NotSupported.Says("declarations in C# are not planned by the tool yet; run the program that holds them, or give YAML")], options));
        if (!TryRead(file, out string? text, out MergeDiagnostic? unreadable)) return Task.FromResult(MergeLoader.Load(new([], []), [unreadable], options));
        YamlMerge yaml = MergeYaml.Read(text, file, options.Lenient);
        // What concerns no document (the file does not parse) comes first.
        IEnumerable<MergeDiagnostic> found = yaml.Diagnostics.Except(yaml.Documents.SelectMany(document => document.Diagnostics));
        return Task.FromResult(MergeLoader.Load(YamlLinks.Of(yaml, text, options.Lenient), found, options));
    }

    /// <summary>Reads the YAML of a merge.</summary>
    public static bool TryRead(string file, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out MergeDiagnostic? fault) =>
        // A character takes at most four bytes: a larger file is beyond the limits of the reader.
        TextFile.TryRead(file, "the YAML of a merge", DiagnosticCatalogue.InvalidYaml, DiagnosticCatalogue.YamlLimit, 4 * YamlTreeReader.MaximumLength, out text, out fault);
}
