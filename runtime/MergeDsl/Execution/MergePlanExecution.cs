using MergeDsl.Checkpoints;
using MergeDsl.Execution;
using MergeDsl.Graph;

namespace MergeDsl;

/// <summary>Binding and running plans.</summary>
public static class MergePlanExecution
{
    /// <summary>Finds the models of a plan, reads their headers and proves the whole merge against them, with the merges whose results it takes. No weight is read.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="modelsDirectory">A directory with models, beside paths and the hub's local cache.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="MergeException">A model is not there, or the merge does not fit its models; the exception carries everything that was found.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<BoundMerge> BindAsync(
        this MergePlan plan,
        string? modelsDirectory = null,
        CancellationToken cancellationToken = default
    ) =>
        Task.Run(
            () =>
            {
                MergeGraph graph = MergeGraph.Of([plan]);
                var resolver = new ModelResolver(modelsDirectory) { CancellationToken = cancellationToken };
                LoadedMerges loaded = LoadedMerges.Of(graph, graph.Nodes.Count - 1, [], resolver, toRun: true, static found => [.. found]);
                cancellationToken.ThrowIfCancellationRequested();
                return loaded.Merges[loaded.Result].Bound ?? throw new MergeException(loaded.Diagnostics);
            },
            cancellationToken
        );

    /// <summary>Binds a plan and runs it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="directory">The output directory: it must not be there, or be empty, unless <see cref="MergeOptions.Overwrite"/> is set.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <param name="progress">Told about ten times a second.</param>
    /// <param name="cancellationToken">Ends the merge; nothing is left behind.</param>
    /// <exception cref="MergeException">The merge does not fit its models, or cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<MergeReport> RunAsync(
        this MergePlan plan,
        string directory,
        MergeOptions? options = null,
        IProgress<MergeProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        BoundMerge bound = await plan.BindAsync(options?.ModelsDirectory, cancellationToken).ConfigureAwait(false);
        return await bound.RunAsync(directory, options, progress, cancellationToken).ConfigureAwait(false);
    }
}
