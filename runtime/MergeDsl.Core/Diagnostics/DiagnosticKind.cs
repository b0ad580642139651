namespace MergeDsl.Diagnostics;

/// <summary>A kind of diagnostic: an entry of <see cref="DiagnosticKinds"/>, with a page of its own in the documentation.</summary>
/// <param name="Id">The id, <c>MDSL</c> and four digits; never used again for another kind.</param>
/// <param name="Severity">The usual severity.</param>
/// <param name="Title">What it is about, in a few words.</param>
public sealed record DiagnosticKind(string Id, Severity Severity, string Title)
{
    /// <summary>The page about this kind.</summary>
    public string Page => $"docs/reference/diagnostics/{Id}.md";

    /// <summary>A diagnostic of this kind.</summary>
    internal MergeDiagnostic At(SpecPath path, string message) => new(this, message, path);

    /// <summary>A diagnostic of this kind about the whole merge, or about something outside of it.</summary>
    internal MergeDiagnostic Says(string message) => new(this, message, SpecPath.Root);
}
