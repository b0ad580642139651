using System.ComponentModel;

namespace MergeDsl;

/// <summary>Generated code says with it what the plan of a merge is, for projects that take the merge as an input: their compiler sees the assembly, not the code that made the plan.</summary>
/// <param name="merge">The class of the merge.</param>
/// <param name="code">The members of a class that makes the plan.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PlannedMergeAttribute(Type merge, string code) : Attribute
{
    /// <summary>The class of the merge.</summary>
    public Type Merge => merge;

    /// <summary>The members of a class that makes the plan.</summary>
    public string Code => code;

    /// <summary>The record of the method, where it is a custom one.</summary>
    public Type? Method { get; init; }
}
