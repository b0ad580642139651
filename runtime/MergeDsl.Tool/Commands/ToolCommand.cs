using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary>A verb of the tool. Whatever goes wrong in it ends as diagnostics and an exit code.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string usage, string help) : base(name)
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
    protected virtual void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error) => Report.Print(diagnostics, error);

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        try
        {
            return await ExecuteAsync(parsed, output, error, cancel);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("mergedsl: cancelled; nothing was left behind");
            return ExitCode.Cancelled;
        }
        catch (MergeException failure)
        {
            return Failed(failure.Diagnostics);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Failed([DiagnosticCatalogue.CannotWrite.Says($"a file or stream failed while it was used: {failure.Message}; see that the disk has room and that the files stay where they are")]);
        }
        catch (Exception fault)
        {
            int exitCode = Failed([DiagnosticCatalogue.InternalError.Says($"{fault.GetType().Name}: {fault.Message}; this is a fault of mergedsl: please report it with the command line and the merge")]);
            await error.WriteLineAsync(fault.StackTrace);
            return exitCode;
        }

        int Failed(IReadOnlyList<MergeDiagnostic> diagnostics)
        {
            diagnostics = Report.WithPlaces(diagnostics, Subject(parsed));
            try
            {
                Fail(parsed, diagnostics, output, error);
            }
            catch (IOException)
            {
                // The stream that is to carry the message is the one that failed.
                Report.Print(diagnostics, error);
            }
            return ExitCode.Of(diagnostics);
        }
    }
}
