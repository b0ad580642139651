using MergeDsl.Diagnostics;

namespace MergeDsl;

/// <summary>A merge that cannot run, with everything that was found about it.</summary>
/// <param name="diagnostics">All diagnostics, at least one of them an error.</param>
public sealed class MergeException(IReadOnlyList<MergeDiagnostic> diagnostics)
    : Exception(string.Join("\n", diagnostics.Where(d => d.Severity == Severity.Error)))
{
    /// <summary>All diagnostics, the notes and warnings included.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics { get; } = diagnostics;
}
