using System.CommandLine;

namespace MergeDsl.Tool;

/// <summary>Runs the command line. What is wrong with it is one line of the error stream and exit code 2.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The words behind the name of the program.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">The error stream.</param>
    /// <param name="cancel">Ends what runs.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        CancellationToken cancel = default
    )
    {
        if (args is ["help", ..])
            args = [.. args.Skip(1), "--help"];
        // An argument that begins with @ is an argument, and -jo is no two options.
        ParseResult parsed = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is HelpText or VersionText)
        {
            await output.WriteAsync(parsed.Action is HelpText help ? help.Of(parsed) : VersionText.Text);
            return ExitCode.Done;
        }
        if (CommandLineFault.Describe(parsed) is { } fault)
        {
            string verb = parsed.CommandResult.Command is ToolCommand command ? command.Name + " " : "";
            await error.WriteLineAsync(Failures.WrongCommandLine(fault, $"mergedsl {verb}--help"));
            return ExitCode.WrongCommandLine;
        }
        return await ((ToolCommand)parsed.CommandResult.Command).RunAsync(parsed, output, error, cancel);
    }

    private static RootCommand Root()
    {
        var root = new RootCommand
        {
            new PlanCommand(),
            new RunCommand(),
            new ManifestCommand(),
            new InspectCommand(),
            new ConvertCommand(),
            new CleanCommand(),
        };
        root.Directives.Clear();
        root.Options.OfType<System.CommandLine.Help.HelpOption>().Single().Action = new HelpText();
        root.Options.OfType<VersionOption>().Single().Action = new VersionText();
        return root;
    }
}
