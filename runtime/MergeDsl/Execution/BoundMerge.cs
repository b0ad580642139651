using System.Security.Cryptography;
using MergeDsl.Binding;
using MergeDsl.Checkpoints;
using MergeDsl.Diagnostics;
using MergeDsl.Engine;
using MergeDsl.Execution;
using MergeDsl.Json;
using MergeDsl.Kernels;
using MergeDsl.Manifests;
using MergeDsl.OutputFiles;

namespace MergeDsl;

/// <summary>A merge that was proved against the real headers of its models, with the merges whose results it takes: what is left is to read, compute and write.</summary>
public sealed class BoundMerge
{
    private readonly IReadOnlyList<LoadedMerge> merges;

    /// <summary>A bound merge.</summary>
    /// <param name="merges">The merges in the order in which they run, the one whose result is wanted last.</param>
    internal BoundMerge(IReadOnlyList<LoadedMerge> merges) => this.merges = merges;

    /// <summary>The plan.</summary>
    public MergePlan Plan => merges[^1].Plan!;

    /// <summary>The size of the output: layers, tensors, parameters, bytes.</summary>
    public PlanFacts Facts => merges[^1].Facts;

    /// <summary>The warnings and notes, those of merges whose results it takes first.</summary>
    public IReadOnlyList<MergeDiagnostic> Diagnostics => [.. merges.SelectMany(merge => merge.Diagnostics)];

    /// <summary>The merge drawn for people: the layers of the output with their settings, and its size. Merges whose results it takes are drawn first.</summary>
    public string Describe() => string.Join("\n", merges.Select(merge => merge.Describe()));

    /// <summary>Runs the merge. Results of other merges that it takes are made first, in a directory that is deleted in the end.</summary>
    /// <param name="directory">The output directory: it must not be there, or be empty, unless <see cref="MergeOptions.Overwrite"/> is set.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <param name="progress">Told about ten times a second.</param>
    /// <param name="cancellationToken">Ends the merge; nothing is left behind.</param>
    /// <exception cref="MergeException">It cannot be read or written: <c>MDSL0701</c> to <c>MDSL0707</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<MergeReport> RunAsync(
        string directory,
        MergeOptions? options = null,
        IProgress<MergeProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        MergeOptions given = options ?? new();
        // Chosen once, so that the output says with which it can be made again.
        uint seed = given.Seed ?? BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        var names = PublishedNames.Of(merges.SelectMany(merge => merge.Models!.Ids), merges.SelectMany(merge => merge.Directories));
        MergeStep[] steps = [.. merges.Select(merge => Step(merge, given, seed, names))];
        return MergeEngine.RunAsync(
            new MergeJob(steps, directory, [.. merges.SelectMany(merge => merge.Directories)], Plan.Hash),
            given,
            progress,
            cancellationToken
        );
    }

    private MergeStep Step(LoadedMerge merge, MergeOptions options, uint seed, PublishedNames names)
    {
        (Model Model, LoadedMerge Merge)[] inputs = [.. merge.Inputs.Select(pair => (pair.Key, pair.Value))];
        int[] indices = [.. inputs.Select(input => merges.TakeWhile(other => !ReferenceEquals(other, input.Merge)).Count())];
        return new(
            merge.Name,
            indices,
            merge.Sizes(options.ShardSize, options.Threads)!.Space,
            directories =>
            {
                Dictionary<Model, Checkpoint> results = inputs
                    .Zip(directories)
                    .ToDictionary(pair => pair.First.Model, pair => Open(pair.First.Merge, pair.Second));
                (BoundPlan plan, MergeOutput output) = merge.Bind(results, names);
                bool draws = plan.Tensors.Any(tensor => MethodKernels.For(tensor) is { Draws.Count: > 0 });
                MergeOptions own = options with { Seed = draws ? seed : options.Seed };
                IReadOnlyList<JsonObject> made = [.. inputs.Zip(directories, (input, place) => Provenance.Read(input.Model.Id, place))];
                return new(plan, output.Files(own, made)) { Seed = own.Seed };
            }
        );
    }

    /// <summary>The result of a merge that has just been made: it is what was proved before, or nothing that was proved holds.</summary>
    private static Checkpoint Open(LoadedMerge merge, string directory)
    {
        CheckpointResult opened = Checkpoint.Open(directory);
        Manifest? manifest = opened.Checkpoint?.ReadManifest(merge.Name).Manifest;
        if (manifest is not null && manifest.HeaderHash == merge.Checked.Check.Output!.HeaderHash)
            return opened.Checkpoint!;
        string difference = manifest is null
            ? string.Join("; ", opened.Diagnostics.Select(diagnostic => diagnostic.Message))
            : ManifestDrift.Describe(merge.Checked.Check.Output!, manifest);
        throw new MergeException([
            DiagnosticKinds.InternalError.Says(
                $"the merge {Printable.Quote(merge.Name ?? "")} has made another result than was planned: {difference}; this is a fault of mergedsl: please report it with the merge"
            ),
        ]);
    }
}
