using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary>A verb of the tool. Whatever goes wrong in it ends as diagnostics and an exit code.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string usage, string help)
        : base(name)
    {
        Usage = usage;
        Help = help;
    }

    /// <summary>The form of the command in one line.</summary>
    public string Usage { get; }

    /// <summary>The help: one screen, with examples.</summary>
    public string Help { get; }

    /// <summary>What is wrong with the command line beyond its grammar, or null.</summary>
    public virtual string? Fault(ParseResult parsed) => null;

    /// <summary>The file or directory that the command is about: where a message is shown that has no better place.</summary>
    protected abstract string Subject(ParseResult parsed);

    /// <summary>Does what the command is for.</summary>
    protected abstract Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancel);

    /// <summary>Reports why the command failed as a whole.</summary>
    protected virtual void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error) =>
        Report.Print(diagnostics, error);

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancel) =>
        Failures.GuardAsync(
            () => ExecuteAsync(parsed, output, error, cancel),
            diagnostics => Fail(parsed, Report.WithPlaces(diagnostics, Subject(parsed)), output, error),
            $"mergedsl {Name} --help",
            error
        );
}
