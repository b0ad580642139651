namespace MergeDsl;

/// <summary>Marks a static partial class that gets the facts of a checkpoint as members: <c>Model</c>, <c>Layers</c>, a <see cref="Filter"/> for every module, and so on.</summary>
/// <param name="manifest">The name of a manifest among the project's additional files, such as <c>openchat-3.5-0106.checkpoint.json</c>; with leading directories where two have the same name.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CheckpointAttribute(string manifest) : Attribute
{
    /// <summary>The name of the manifest.</summary>
    public string Manifest { get; } = manifest;
}
