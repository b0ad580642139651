using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Specs;

namespace MergeDsl.CSharp;

/// <summary>The name of a converted file, and the known facts about its models.</summary>
internal sealed record CSharpOptions
{
    /// <summary>The namespace; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The class of the last merge; null for a name from the document or the file.</summary>
    public string? ClassName { get; init; }

    /// <summary>The file that was converted, as the header names it.</summary>
    public string FileName { get; init; } = "merge.yml";

    /// <summary>Manifests, by the name under which a project has them: their checkpoints become classes of the file.</summary>
    public IReadOnlyList<(string FileName, Manifest Manifest)> Manifests { get; init; } = [];

    /// <summary>Checkpoint classes that are there already, as the file can write them.</summary>
    public IReadOnlyList<(string ClassName, Manifest Manifest)> Classes { get; init; } = [];

    /// <summary>Other manifests: the merge is checked against them, too.</summary>
    public IReadOnlyList<Manifest> Known { get; init; } = [];

    /// <summary>Names of other types, which no class of the file may have.</summary>
    public IReadOnlyCollection<string> Taken { get; init; } = [];
}

/// <summary>The result of writing merges as C#.</summary>
/// <param name="Text">The text; null where there are errors.</param>
/// <param name="Diagnostics">Everything there is to say, in the order of the file.</param>
internal sealed record CSharpWriteResult(string? Text, IReadOnlyList<MergeDiagnostic> Diagnostics);

/// <summary>A merge to be written as a class.</summary>
/// <param name="Name">The name by which other merges use it.</param>
/// <param name="Spec">The merge.</param>
internal sealed record CSharpMerge(string? Name, MergeSpec Spec)
{
    /// <summary>The spelling of its numbers in the source.</summary>
    public WrittenNumbers? Numbers { get; init; }

    /// <summary>Its comments.</summary>
    public CommentMap Comments { get; init; } = CommentMap.Empty;
}
