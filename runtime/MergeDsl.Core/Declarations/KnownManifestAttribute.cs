using System.ComponentModel;

namespace MergeDsl;

/// <summary>Generated code says with it what a manifest of a project holds, for projects that refer to it.</summary>
/// <param name="text">The text of the manifest.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KnownManifestAttribute(string text) : Attribute
{
    /// <summary>The text of the manifest.</summary>
    public string Text => text;

    /// <summary>The class that has its facts as members, where there is one.</summary>
    public Type? Checkpoint { get; init; }
}
