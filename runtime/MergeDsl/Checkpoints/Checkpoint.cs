using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Manifests;

namespace MergeDsl.Checkpoints;

/// <summary>A checkpoint whose config.json, index and safetensors headers have been read and fit together. No weight has been read.</summary>
internal sealed record Checkpoint
{
    /// <summary>The directory, as it was named.</summary>
    public required string Directory { get; init; }

    /// <summary>The content of config.json.</summary>
    public required JsonObject Config { get; init; }

    /// <summary>The tensors by name, in ordinal order of their names.</summary>
    public required IReadOnlyDictionary<string, StoredTensor> Tensors { get; init; }

    /// <summary>The paths of the safetensors files that hold them, in ordinal order.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The files as they were when their headers were read.</summary>
    public required EquatableArray<SourceStamp> Stamps { get; init; }

    /// <summary>The directory's name, which stands for the model where no id is given.</summary>
    public string Name => CheckpointFiles.NameOf(Directory);

    /// <summary>Reads what a directory holds: <c>model.safetensors</c>, or the shards of <c>model.safetensors.index.json</c>, and <c>config.json</c>.</summary>
    /// <param name="directory">The path of the directory.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The checkpoint, or every independent fault. Nothing is thrown because of what the files hold.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CheckpointResult Open(string directory, CancellationToken cancellationToken = default) =>
        new CheckpointReader(directory, cancellationToken).Read();

    /// <summary>The licence that the model card names, or null.</summary>
    public string? ReadLicence() => ModelCard.ReadLicence(Directory);

    /// <summary>The facts of the checkpoint, read off its tensors' names and config.json.</summary>
    /// <param name="modelId">The id that references are compared with; the directory's name where it is not given.</param>
    /// <param name="revision">The branch, tag or commit, where it is known.</param>
    public ManifestResult ReadManifest(string? modelId = null, string? revision = null) =>
        ManifestBuilder.Build(
            modelId ?? Name,
            revision,
            [.. Tensors.Values.Select(tensor => (tensor.Name, tensor.DType, tensor.Shape))],
            Config,
            ReadLicence()
        );
}

/// <summary>The result of <see cref="Checkpoint.Open"/>.</summary>
/// <param name="Checkpoint">The checkpoint; null exactly when there is an error.</param>
/// <param name="Diagnostics">The faults, or notes about the checkpoint.</param>
internal sealed record CheckpointResult(Checkpoint? Checkpoint, EquatableArray<MergeDiagnostic> Diagnostics);
