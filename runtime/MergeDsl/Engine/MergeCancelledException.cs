using MergeDsl.Diagnostics;

namespace MergeDsl.Engine;

/// <summary>A merge was cancelled, and something that it had written could not be removed.</summary>
/// <param name="path">What could not be removed.</param>
/// <param name="cancellationToken">What cancelled it.</param>
internal sealed class MergeCancelledException(string path, CancellationToken cancellationToken)
    : OperationCanceledException(
        $"the merge was cancelled; {Printable.Quote(path)} could not be removed: the next merge to the same place removes it, or 'mergedsl clean'",
        cancellationToken
    )
{
    /// <summary>The paths that could not be removed.</summary>
    public string Path { get; } = path;
}
