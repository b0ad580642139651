namespace MergeDsl.Diagnostics;

/// <summary>The severity of a diagnostic.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong (<c>info</c> in JSON).</summary>
    Note,

    /// <summary>The merge runs, but something has no effect or is unusual.</summary>
    Warning,

    /// <summary>The merge cannot run, or cannot be what was meant.</summary>
    Error,
}
