namespace MergeDsl.Generator;

/// <summary>Names of the steps of the pipelines, by which tests look at what was cached.</summary>
internal static class TrackingNames
{
    public const string Manifests = nameof(Manifests);
    public const string Checkpoints = nameof(Checkpoints);
    public const string CheckpointSources = nameof(CheckpointSources);
    public const string Methods = nameof(Methods);
    public const string MethodSources = nameof(MethodSources);
    public const string Surface = nameof(Surface);
    public const string Merges = nameof(Merges);
    public const string MergeSources = nameof(MergeSources);
    public const string MergeFiles = nameof(MergeFiles);
    public const string Exports = nameof(Exports);
    public const string MergeFileSources = nameof(MergeFileSources);
}
