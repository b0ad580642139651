using System.CommandLine;
using MergeDsl.Diagnostics;

namespace MergeDsl.App;

/// <summary>A verb of the tool, or of a program with merges. Whatever goes wrong in it ends as diagnostics and an exit code.</summary>
/// <param name="program">The name of the program.</param>
/// <param name="form">The form of the verb in one line, without the program.</param>
internal abstract class Verb(string program, string form) : Command(form.Split(' ')[0])
{
    /// <summary>The form of the verb in one line.</summary>
    public string Usage { get; } = $"{program} {form}";

    /// <summary>All forms of the verb; where there are several, each is for other merges.</summary>
    public virtual IReadOnlyList<string> Forms => [Usage];

    /// <summary>The effect of the verb, in lines that fit a screen.</summary>
    public abstract string Text { get; }

    /// <summary>Further notes; empty for none.</summary>
    public virtual string Notes => "";

    /// <summary>Command lines that show the verb at work; none where there is no room for them.</summary>
    public virtual IReadOnlyList<string> Examples => [];

    /// <summary>The page of its help.</summary>
    public string Hint { get; } = $"{program} {form.Split(' ')[0]} --help";

    /// <summary>Returns what is wrong with the command line beyond its grammar, or null.</summary>
    public virtual string? Fault(ParseResult parsed) => null;

    /// <summary>Runs the verb.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">The error stream.</param>
    /// <param name="elsewhere">Runs it in another program; null where this one does.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(
        ParseResult parsed,
        TextWriter output,
        TextWriter error,
        Func<int>? elsewhere,
        CancellationToken cancellationToken
    ) =>
        Failures.GuardAsync(
            () =>
                elsewhere is null
                    ? Task.Run(() => ExecuteAsync(parsed, output, error, cancellationToken), CancellationToken.None)
                    : Task.FromResult(elsewhere()),
            diagnostics => Fail(parsed, Subject(parsed) is { } file ? Report.WithPlaces(diagnostics, file) : diagnostics, output, error),
            Hint,
            error
        );

    /// <summary>Returns the file or directory that the verb is about, where a message is shown that has no better place; null for none.</summary>
    protected abstract string? Subject(ParseResult parsed);

    /// <summary>Does what the verb is for.</summary>
    protected abstract Task<int> ExecuteAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancellationToken);

    /// <summary>Reports why the verb failed as a whole.</summary>
    protected virtual void Fail(ParseResult parsed, IReadOnlyList<MergeDiagnostic> diagnostics, TextWriter output, TextWriter error) =>
        Report.Print(diagnostics, error);
}
