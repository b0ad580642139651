using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using MergeDsl.Diagnostics;
using MergeDsl.Execution;
using MergeDsl.Graph;
using MergeDsl.Yaml;

namespace MergeDsl.Tool;

/// <summary>Merges as files: YAML, and programs that declare them.</summary>
internal sealed class MergeFileSource : IMergeSource
{
    /// <summary>The file that a command line names.</summary>
    public Argument<string?> Argument { get; } = new MergeFileArgument();

    string IMergeSource.Program => ToolCommandLine.Program;

    /// <summary>Returns that the file is missing, where it is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usage">The form of the verb.</param>
    public string? Fault(ParseResult parsed, string usage) => parsed.GetValue(Argument) is null ? $"the merge is missing: {usage}" : null;

    Task<LoadedMerges> IMergeSource.LoadAsync(ParseResult parsed, LoadOptions options, CancellationToken cancellationToken) =>
        LoadAsync(parsed.GetValue(Argument)!, options, cancellationToken);

    /// <summary>Reads the merges of a file and checks them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="WrongCommandLineException">It is not clear which merge is meant, or it is not there.</exception>
    public static async Task<LoadedMerges> LoadAsync(string file, LoadOptions options, CancellationToken cancellationToken)
    {
        options = options with { Cancel = cancellationToken };
        options = options with { File = file };
        // A native tool has handed programs to its host by now.
        if (CSharpHost.IsThisProcess && ProgramFile.Is(file))
        {
            (MergeGraph graph, IReadOnlyList<string> manifests, IReadOnlyList<MergeDiagnostic> said) = await ProgramFile.ReadAsync(
                file,
                options.Manifests,
                cancellationToken
            );
            return MergeLoader.Load(graph, said, options with { FoundManifests = manifests });
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
            DiagnosticKinds.InvalidYaml,
            DiagnosticKinds.YamlLimit,
            4 * YamlTreeReader.MaximumLength,
            out text,
            out fault
        );
}
