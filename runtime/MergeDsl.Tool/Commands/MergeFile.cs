using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace MergeDsl.Tool;

/// <summary>Merges as files: YAML, and programs that declare them.</summary>
internal sealed class MergeFile : IMergeSource
{
    /// <summary>The file that a command line names.</summary>
    public Argument<string?> Argument { get; } = VerbOptions.Argument("merge");

    string IMergeSource.Program => ToolCommandLine.Program;

    /// <summary>Returns that the file is missing, where it is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usage">The form of the verb.</param>
    public string? Fault(ParseResult parsed, string usage) => parsed.GetValue(Argument) is null ? $"the merge is missing: {usage}" : null;

    Task<LoadedMerges> IMergeSource.LoadAsync(ParseResult parsed, LoadOptions options, CancellationToken cancel) =>
        LoadAsync(parsed.GetValue(Argument)!, options, cancel);

    /// <summary>Reads the merges of a file and checks them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="WrongCommandLineException">It is not clear which merge is meant, or it is not there.</exception>
    public static async Task<LoadedMerges> LoadAsync(string file, LoadOptions options, CancellationToken cancel)
    {
        options = options with { Cancel = cancel };
        options = options with { File = file };
        if (ProgramFile.Is(file))
        {
            (MergeGraph graph, IReadOnlyList<MergeDiagnostic> said) = await ProgramFile.ReadAsync(file, options.Manifests, cancel);
            return MergeLoader.Load(graph, said, options with { FoundManifests = ProgramFile.ManifestsOf(file) });
        }
        if (!TryRead(file, out string? text, out MergeDiagnostic? unreadable))
            return MergeLoader.Load(MergeGraph.Empty, [unreadable], options);
        YamlMerge yaml = MergeYaml.Read(text, file, options.Lenient);
        // What concerns no document (the file does not parse) comes first.
        IEnumerable<MergeDiagnostic> found = yaml.Diagnostics.Except(yaml.Documents.SelectMany(document => document.Diagnostics));
        return MergeLoader.Load(yaml.Graph, found, options);
    }

    /// <summary>Reads the YAML of a merge.</summary>
    public static bool TryRead(string file, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out MergeDiagnostic? fault) =>
        // A character takes at most four bytes: a larger file is beyond the limits of the reader.
        TextFile.TryRead(
            file,
            "the YAML of a merge",
            DiagnosticCatalogue.InvalidYaml,
            DiagnosticCatalogue.YamlLimit,
            4 * YamlTreeReader.MaximumLength,
            out text,
            out fault
        );
}
