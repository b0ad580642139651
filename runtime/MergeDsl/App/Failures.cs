using MergeDsl.Diagnostics;

namespace MergeDsl.App;

/// <summary>Whatever goes wrong in a verb ends as diagnostics and an exit code.</summary>
internal static class Failures
{
    /// <summary>Runs a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="fail">Reports why it failed as a whole.</param>
    /// <param name="hint">What follows a message about the command line: where its help is.</param>
    /// <param name="error">The error stream.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> GuardAsync(
        Func<Task<int>> verb,
        Action<IReadOnlyList<MergeDiagnostic>> fail,
        string hint,
        TextWriter error
    )
    {
        error = MessageWriter.Over(error);
        try
        {
            return await verb();
        }
        catch (Engine.MergeCancelledException cancelled)
        {
            await error.WriteLineAsync($"mergedsl: {cancelled.Message}");
            return ExitCode.Cancelled;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("mergedsl: cancelled; nothing was left behind");
            return ExitCode.Cancelled;
        }
        catch (WrongCommandLineException failure)
        {
            await error.WriteLineAsync(WrongCommandLine(failure.Message, hint));
            return ExitCode.WrongCommandLine;
        }
        catch (MergeException failure)
        {
            return Failed(failure.Diagnostics);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Failed([
                DiagnosticKinds.CannotWrite.Says(
                    $"a file or stream failed while it was used: {failure.Message}; see that the disk has room and that the files stay where they are"
                ),
            ]);
        }
        catch (Exception fault)
        {
            int exitCode = Failed([
                DiagnosticKinds.InternalError.Says(
                    $"{fault.GetType().Name}: {fault.Message}; this is a fault of mergedsl: please report it with the command line and the merge"
                ),
            ]);
            await error.WriteLineAsync(fault.StackTrace);
            return exitCode;
        }

        int Failed(IReadOnlyList<MergeDiagnostic> diagnostics)
        {
            try
            {
                fail(diagnostics);
            }
            catch (Exception failure) when (IsOfStream(failure))
            {
                // The stream that is to carry the message is the one that failed.
                Report.Print(diagnostics, error);
            }
            return ExitCode.Of(diagnostics);
        }
    }

    /// <summary>Indicates whether an exception is that of a stream that cannot be written: a full disk, a reader that has gone, a stream that is closed.</summary>
    public static bool IsOfStream(Exception failure) => failure is IOException or UnauthorizedAccessException or ObjectDisposedException;

    /// <summary>Writes a requested text to standard output.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteAsync(string text, TextWriter output, TextWriter error)
    {
        try
        {
            await output.WriteAsync(text).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception failure) when (IsOfStream(failure))
        {
            await MessageWriter.Over(error).WriteLineAsync(OutputFailed(Printable.Line(failure.Message))).ConfigureAwait(false);
            return ExitCode.CannotReadOrWrite;
        }
    }

    /// <summary>The line about a standard output that cannot be written.</summary>
    public static string OutputFailed(string reason) => $"mergedsl: standard output cannot be written: {reason}";

    /// <summary>The line about a wrong command line.</summary>
    public static string WrongCommandLine(string fault, string hint) =>
        $"mergedsl: {Printable.Line(fault)}{(fault.EndsWith('?') ? " See" : "; see")} {hint}";
}
