using MergeDsl.Diagnostics;
using MergeDsl.Specs;

namespace MergeDsl.Graph;

/// <summary>One merge of a graph as its front end read it. A merge by itself is a graph of one.</summary>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Spec">The merge; null where it cannot be read.</param>
internal sealed record MergeNode(string? Name, MergeSpec? Spec)
{
    /// <summary>The plan, where the front end has it already: a merge that was declared in C#.</summary>
    public MergePlan? Plan { get; init; }

    /// <summary>The findings of its front end.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>Those of its models that other merges of the graph make, with the index of the merge.</summary>
    public IReadOnlyDictionary<Model, int> Inputs { get; init; } = new Dictionary<Model, int>();

    /// <summary>The text it was read from, where it was YAML and nothing else.</summary>
    public string? Yaml { get; init; }

    /// <summary>Errors that do not stop the merge: near misses that the user silenced, or has as warnings.</summary>
    public Func<MergeDiagnostic, bool>? Tolerates { get; init; }

    /// <summary>Gives diagnostics of rules their places, and leaves out what is silenced.</summary>
    public Func<IReadOnlyList<MergeDiagnostic>, IReadOnlyList<MergeDiagnostic>> Report { get; init; } = static found => found;
}
