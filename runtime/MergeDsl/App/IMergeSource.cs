using System.CommandLine;
using MergeDsl.Execution;
using MergeDsl.Graph;

namespace MergeDsl.App;

/// <summary>The source of the merges of a command line: a file that it names, or the program that it is for.</summary>
internal interface IMergeSource
{
    /// <summary>The name of the program.</summary>
    string Program { get; }

    /// <summary>The argument that names the merges; null where they are those of the program.</summary>
    Argument<string?>? Argument { get; }

    /// <summary>Returns why there are no merges, or null.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usage">The form of the verb.</param>
    string? Fault(ParseResult parsed, string usage);

    /// <summary>Reads and checks the merges.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<LoadedMerges> LoadAsync(ParseResult parsed, LoadOptions options, CancellationToken cancellationToken);
}

/// <summary>The merges of the program itself.</summary>
/// <param name="graph">The merges.</param>
/// <param name="program">The name of the program.</param>
internal sealed class ProgramSource(MergeGraph graph, string program) : IMergeSource
{
    public string Program => program;

    public Argument<string?>? Argument => null;

    public string? Fault(ParseResult parsed, string usage) =>
        graph.Nodes.Count == 0 ? "this program has no merge: give plans to MergeApp.RunAsync" : null;

    public Task<LoadedMerges> LoadAsync(ParseResult parsed, LoadOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(MergeLoader.Load(graph, [], options with { Cancel = cancellationToken }));
}
