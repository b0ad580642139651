using System.CommandLine;
using System.CommandLine.Help;

namespace MergeDsl.App;

/// <summary>The command line of the tool, or of a program with merges. What is wrong with it is one line of the error stream and exit code 2.</summary>
/// <param name="program">The name of the program.</param>
/// <param name="help">The help of the program.</param>
/// <param name="verbs">The verbs.</param>
internal sealed class CommandLine(string program, string help, IReadOnlyList<Verb> verbs)
{
    /// <summary>The verbs.</summary>
    public IReadOnlyList<Verb> Verbs => verbs;

    /// <summary>The version, where <c>--version</c> tells it.</summary>
    public string? Version { get; init; }

    /// <summary>Says what to do where a file stands in the place of the verb; null where no verb takes one.</summary>
    public Func<string, string>? VerbsOf { get; init; }

    /// <summary>Returns what runs a verb in another program, where this one cannot; null where this one runs everything.</summary>
    public Func<ParseResult, IReadOnlyList<string>, Func<int>?>? Elsewhere { get; init; }

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The words behind the name of the program.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">The error stream.</param>
    /// <param name="cancellationToken">Ends what runs.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken = default
    )
    {
        error = MessageWriter.Over(error);
        if (args is ["help", ..])
            args = [.. args.Skip(1), "--help"];
        // An argument that begins with @ is an argument, and -jo is no two options.
        ParseResult parsed = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is VerbHelp asked)
            return await Failures.WriteAsync(asked.Of(parsed), output, error).ConfigureAwait(false);
        if (
            Version is not null
            && parsed
                .RootCommandResult.Command.Options.OfType<VersionOption>()
                .Any(option => parsed.GetResult(option) is { Implicit: false })
        )
            return await Failures.WriteAsync($"{program} {Version}\n", output, error).ConfigureAwait(false);
        Verb? verb = args is [['-', ..], ..] ? null : parsed.CommandResult.Command as Verb;
        string? fault = verb is null ? CommandLineFault.NoVerb(parsed, verbs, VerbsOf) : CommandLineFault.Of(parsed, args, verb);
        if (fault is null)
            return await verb!.RunAsync(parsed, output, error, Elsewhere?.Invoke(parsed, args), cancellationToken).ConfigureAwait(false);
        await error.WriteLineAsync(Failures.WrongCommandLine(fault, verb?.Hint ?? program + " --help")).ConfigureAwait(false);
        return ExitCode.WrongCommandLine;
    }

    private RootCommand Root()
    {
        var root = new RootCommand();
        foreach (Verb verb in verbs)
            root.Subcommands.Add(verb);
        root.Directives.Clear();
        root.Options.OfType<HelpOption>().Single().Action = new VerbHelp(help);
        if (Version is null)
            root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        return root;
    }
}
