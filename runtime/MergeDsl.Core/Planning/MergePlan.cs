namespace MergeDsl;

/// <summary>A planned merge.</summary>
public sealed record MergePlan
{
    /// <summary>The name of the merge, where it has one.</summary>
    public string? Name { get; init; }

    /// <summary>A hash of what is merged, stable over paths, threads, shard sizes and spellings.</summary>
    public string Hash { get; init; } = "";
}
