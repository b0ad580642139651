namespace MergeDsl.Diagnostics;

/// <summary>One thing that a rule, a reader or the engine has to say.</summary>
/// <param name="Kind">What kind of thing it is: id, usual severity, title.</param>
/// <param name="Message">What is wrong and the cure, in one line.</param>
/// <param name="Path">The part of the spec it is about.</param>
public sealed record MergeDiagnostic(DiagnosticKind Kind, string Message, SpecPath Path)
{
    /// <summary>The id, such as <c>MDSL0109</c>.</summary>
    public string Id => Kind.Id;

    /// <summary>The severity, which a kind may leave to the case.</summary>
    public Severity Severity { get; init; } = Kind.Severity;

    /// <summary>The place, once a front end has stated it.</summary>
    public Place? Place { get; init; }

    /// <summary>The name that was probably meant, for a code fix and so that no second message is given about its absence.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Indicates whether this is about a near miss, which <c>--lenient</c> makes a warning.</summary>
    public bool IsNearMiss { get; init; }

    /// <summary>The line that compilers print: <c>file(line,column): error MDSLnnnn: text</c>.</summary>
    public override string ToString()
    {
        string severity = Severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "info",
        };
        string text = $"{severity} {Id}: {Printable.Line(Message)}";
        return Place is null ? text : $"{Printable.Line(Place.File)}({Place.Line},{Place.Column}): {text}";
    }
}
