namespace MergeDsl.Diagnostics;

/// <summary>How serious a diagnostic is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong (<c>info</c> in JSON).</summary>
    Note,

    /// <summary>The merge runs, but something has no effect or is unusual.</summary>
    Warning,

    /// <summary>The merge cannot run, or cannot be what was meant.</summary>
    Error,
}
