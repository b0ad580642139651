using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Safetensors;

namespace MergeDsl.Checkpoints;

/// <summary>Reads a checkpoint directory and collects its faults.</summary>
/// <param name="directory">The path of the directory.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class CheckpointReader(string directory, CancellationToken cancellationToken)
{
    /// <summary>The number of damaged files that are reported one by one.</summary>
    private const int MaximumFileFaults = 2;
    private readonly List<MergeDiagnostic> diagnostics = [];
    private readonly Dictionary<string, SafetensorsHeader> headers = new(StringComparer.Ordinal);
    private readonly List<SourceStamp> stamps = [];

    public CheckpointResult Read()
    {
        if (ListFiles() is not IReadOnlyList<string> names)
            return Failed();
        bool hasWeights = names.Contains(CheckpointFiles.Weights) || names.Contains(CheckpointFiles.Index);
        if (!hasWeights)
            diagnostics.Add(OtherFormats.Describe(directory, names));
        JsonFile? config = hasWeights || names.Contains(CheckpointFiles.Config) ? ReadConfig(names) : null;
        if (!hasWeights)
            return Failed();

        MergeDiagnostic? quantised = config is null ? null : Quantisation.Find(CheckpointFiles.NameOf(directory), [], config.Root);
        if (quantised is not null)
            diagnostics.Add(quantised with { Place = config!.PlaceOf("quantization_config") });
        IReadOnlyDictionary<string, StoredTensor>? tensors = names.Contains(CheckpointFiles.Index) ? ReadShards() : ReadSingle();
        if (tensors is not null && quantised is null)
            CheckQuantised(tensors.Values);
        if (tensors is null || config is null || diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return Failed();
        return new(
            new()
            {
                Directory = directory,
                Config = config.Root,
                Tensors = tensors,
                Files = [.. headers.Values.Select(header => header.File)],
                Stamps = stamps.ToEquatableArray(),
            },
            diagnostics.ToEquatableArray()
        );
    }

    private CheckpointResult Failed() => new(null, diagnostics.ToEquatableArray());

    private IReadOnlyList<string>? ListFiles()
    {
        if (!Directory.Exists(directory))
        {
            string what = File.Exists(directory) ? "is a file; name the directory that holds it" : "is not there; check the path";
            diagnostics.Add(
                DiagnosticKinds.ModelNotFound.Says($"{Printable.Quote(directory)} {what}") with
                {
                    Place = new(directory, 1, 1),
                }
            );
            return null;
        }
        try
        {
            return [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            diagnostics.Add(FileFault.CannotRead(directory, failure));
            return null;
        }
    }

    private JsonFile? ReadConfig(IReadOnlyList<string> names)
    {
        string path = Path.Combine(directory, CheckpointFiles.Config);
        if (!names.Contains(CheckpointFiles.Config))
        {
            diagnostics.Add(
                DiagnosticKinds.InvalidConfig.Says(
                    $"{Printable.Quote(CheckpointFiles.NameOf(directory))} has no config.json, which says what its tensors mean; finish the download"
                ) with
                {
                    Place = new(path, 1, 1),
                }
            );
            return null;
        }
        if (
            JsonFile.TryRead(
                path,
                DiagnosticKinds.InvalidConfig,
                CheckpointLimits.ConfigBytes,
                rejectDuplicates: false,
                out JsonFile? file,
                out MergeDiagnostic? fault
            )
        )
            return file;
        diagnostics.Add(fault);
        return null;
    }

    private IReadOnlyDictionary<string, StoredTensor>? ReadSingle()
    {
        ReadHeaders([CheckpointFiles.Weights]);
        if (!headers.TryGetValue(CheckpointFiles.Weights, out SafetensorsHeader? header))
            return null;
        if (header.Tensors.Count > 0)
            return InOrder(header.Tensors.Select(tensor => Stored(tensor, header)));
        diagnostics.Add(
            DiagnosticKinds.NoSafetensors.Says($"{Printable.Quote(CheckpointFiles.Weights)} holds no tensor; download it again") with
            {
                Place = new(header.File, 1, 1),
            }
        );
        return null;
    }

    private IReadOnlyDictionary<string, StoredTensor>? ReadShards()
    {
        string path = Path.Combine(directory, CheckpointFiles.Index);
        if (CheckpointIndex.Read(path, out MergeDiagnostic? fault) is not CheckpointIndex index)
        {
            diagnostics.Add(fault!);
            return null;
        }
        string[] shards = [.. index.ShardOf.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        cancellationToken.ThrowIfCancellationRequested();
        string[] missing = [.. shards.Where(shard => !IsThere(Path.Combine(directory, shard)))];
        if (missing.Length > 0)
            ReportMissing(missing, shards.Length, path);
        ReadHeaders([.. shards.Except(missing)]);

        var held = headers.ToDictionary(
            entry => entry.Key,
            entry => entry.Value.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        var tensors = new List<StoredTensor>(index.ShardOf.Count);
        var absent = new List<string>();
        foreach ((string name, string shard) in index.ShardOf)
        {
            if (!held.TryGetValue(shard, out var inShard))
                continue;
            if (inShard.TryGetValue(name, out HeaderTensor? tensor))
                tensors.Add(Stored(tensor, headers[shard]));
            else
                absent.Add(name);
        }
        if (absent.Count > 0)
            ReportAbsent(absent, index);
        else
            NoteUnlisted(
                held.SelectMany(shard =>
                        shard.Value.Keys.Where(name => !index.ShardOf.TryGetValue(name, out string? listed) || listed != shard.Key)
                    )
                    .ToList(),
                path
            );
        return absent.Count == 0 && headers.Count == shards.Length ? InOrder(tensors) : null;
    }

    private void CheckQuantised(IEnumerable<StoredTensor> tensors)
    {
        if (tensors.FirstOrDefault(tensor => Quantisation.IsQuantised(tensor.Name, tensor.DType, tensor.Shape)) is not StoredTensor sign)
            return;
        MergeDiagnostic found = Quantisation.Find(CheckpointFiles.NameOf(directory), [(sign.Name, sign.DType, sign.Shape)], new([]))!;
        diagnostics.Add(found with { Place = new(sign.File, 1, 1) });
    }

    private void ReadHeaders(string[] names)
    {
        var faults = new List<MergeDiagnostic>();
        foreach (string name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Combine(directory, name);
            try
            {
                if (SafetensorsHeader.TryRead(path, out SafetensorsHeader? header, out MergeDiagnostic? fault, cancellationToken))
                {
                    stamps.Add(header.Stamp!);
                    headers.Add(name, header);
                }
                else
                {
                    faults.Add(fault);
                }
            }
            catch (Exception failure) when (FileFault.IsExpected(failure))
            {
                faults.Add(FileFault.CannotRead(path, failure));
            }
        }
        diagnostics.AddRange(faults.Take(MaximumFileFaults));
        if (faults.Count <= MaximumFileFaults)
            return;
        string[] others = [.. faults.Skip(MaximumFileFaults).Select(fault => Path.GetFileName(fault.Place!.File))];
        diagnostics.Add(
            faults[MaximumFileFaults] with
            {
                Message = $"{CheckpointFiles.Some(others)} cannot be read either; download the checkpoint again",
            }
        );
    }

    private void ReportMissing(string[] missing, int count, string index)
    {
        string[] dangling = [.. missing.Where(shard => FileFault.IsDanglingLink(Path.Combine(directory, shard)))];
        string what =
            dangling.Length == missing.Length
                ? $"links to files that are not there: {CheckpointFiles.Some(missing)}"
                : FormattableString.Invariant(
                    $"lacks {missing.Length} of the {count} shards that its index names: {CheckpointFiles.Some(missing)}"
                );
        diagnostics.Add(
            DiagnosticKinds.MissingShard.Says($"{Printable.Quote(CheckpointFiles.NameOf(directory))} {what}; finish the download") with
            {
                Place = new(index, 1, 1),
            }
        );
    }

    private void ReportAbsent(List<string> absent, CheckpointIndex index)
    {
        string first = absent[0];
        string? elsewhere = headers.FirstOrDefault(header => header.Value.Tensors.Any(tensor => tensor.Name == first)).Key;
        string more =
            absent.Count == 1 ? "" : FormattableString.Invariant($" ({absent.Count - 1} more tensors are not where it says either)");
        string message =
            $"{Printable.Quote(CheckpointFiles.Index)} says that the tensor {Printable.Quote(first)} is in {Printable.Quote(index.ShardOf[first])}, but it is {(elsewhere is null ? "in no shard" : $"in {Printable.Quote(elsewhere)}")}{more}; index and shards are of different downloads: download both again";
        diagnostics.Add(DiagnosticKinds.InvalidIndex.Says(message) with { Place = new(index.Path, 1, 1) });
    }

    private void NoteUnlisted(List<string> unlisted, string index)
    {
        if (unlisted.Count == 0)
            return;
        string message = $"the index does not list {CheckpointFiles.Some(unlisted)}, which the shards hold: left out";
        diagnostics.Add(DiagnosticKinds.UnusedTensors.Says(message) with { Place = new(index, 1, 1) });
    }

    private bool IsThere(string path)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return File.Exists(path) && !FileFault.IsDanglingLink(path);
    }

    private static StoredTensor Stored(HeaderTensor tensor, SafetensorsHeader header) =>
        new(tensor.Name, header.File, tensor.DType, tensor.Shape, tensor.Offset, tensor.Length);

    private static Dictionary<string, StoredTensor> InOrder(IEnumerable<StoredTensor> tensors) =>
        tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
}
