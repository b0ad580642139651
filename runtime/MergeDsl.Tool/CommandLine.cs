using System.CommandLine;
using System.CommandLine.Parsing;

namespace MergeDsl.Tool;

/// <summary>Runs the command line: what is wrong with it is exit code 2, a fault of ours 4, a cancellation 130.</summary>
internal static class CommandLine
{
    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        using var cancel = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The second time the user means it: the process ends at once.
            pressed.Cancel = !cancel.IsCancellationRequested;
            cancel.Cancel();
        };
        using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            cancel.Cancel();
        });
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && !args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            foreach (ParseError error in parsed.Errors) await Console.Error.WriteLineAsync($"mergedsl: {Printable.Line(error.Message)}");
            await Console.Error.WriteLineAsync("mergedsl: try 'mergedsl --help'");
            return ExitCode.WrongCommandLine;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancel.Token);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("mergedsl: cancelled; nothing was left behind");
            return ExitCode.Cancelled;
        }
        catch (MergeException failure)
        {
            Report.Print(failure.Diagnostics);
            return ExitCode.Of(failure.Diagnostics);
        }
        catch (Exception fault)
        {
            Report.Print([DiagnosticCatalogue.InternalError.Says($"{fault.GetType().Name}: {fault.Message}; this is a fault of mergedsl, please report it with the command line")]);
            await Console.Error.WriteLineAsync(fault.StackTrace);
            return ExitCode.InternalError;
        }
    }
}
