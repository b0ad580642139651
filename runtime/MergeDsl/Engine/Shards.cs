using MergeDsl.Binding;
using MergeDsl.Diagnostics;
using MergeDsl.Files;
using MergeDsl.Json;
using MergeDsl.Safetensors;

namespace MergeDsl.Engine;

/// <summary>One file of an output, laid out to the byte.</summary>
/// <param name="FileName">Its name.</param>
/// <param name="Layout">Its header and the places of its tensors.</param>
/// <param name="Tensors">Its tensors in write order.</param>
internal sealed record Shard(string FileName, SafetensorsLayout Layout, IReadOnlyList<BoundTensor> Tensors);

/// <summary>Spreads tensors over files as mergekit does, so that the same tensors meet in the same file.</summary>
internal static class Shards
{
    /// <summary>The name of the index, which exists where there is more than one file.</summary>
    public const string IndexName = "model.safetensors.index.json";

    /// <summary>The budget for the entries of a header, with room for the rest of it.</summary>
    private const long HeaderBudget = SafetensorsLimits.MaxHeaderBytes - 4096;

    /// <summary>The files of an output, in order. A file is begun when the next tensor would take the last one beyond the limit.</summary>
    /// <param name="tensors">The tensors in write order.</param>
    /// <param name="limit">The most bytes of tensor data in one file; 0 for no limit.</param>
    /// <exception cref="MergeException"><c>MDSL0704</c>: readers would refuse the only file, for its header is too long.</exception>
    public static IReadOnlyList<Shard> Split(IEnumerable<BoundTensor> tensors, long limit)
    {
        var groups = new List<List<BoundTensor>>();
        long length = 0,
            header = 0;
        foreach (BoundTensor tensor in tensors)
        {
            long entry = SafetensorsLayout.MostHeaderBytes(tensor.Name, tensor.Shape.Count);
            bool isFull = length + tensor.Length > limit || header + entry > HeaderBudget;
            if (groups.Count == 0 || (limit > 0 && groups[^1].Count > 0 && isFull))
            {
                groups.Add([]);
                (length, header) = (0, 0);
            }
            groups[^1].Add(tensor);
            length += tensor.Length;
            header += entry;
        }
        return [.. groups.Select((group, index) => new Shard(Name(index, groups.Count), Lay(group), group))];
    }

    /// <summary>The text of the index: every tensor in write order with the name of its file.</summary>
    public static string Index(IReadOnlyList<Shard> shards)
    {
        (string, JsonValue)[] map =
        [
            .. shards.SelectMany(shard => shard.Tensors, (shard, tensor) => (tensor.Name, (JsonValue)shard.FileName)),
        ];
        JsonObject index = JsonObject.Of(
            ("metadata", JsonObject.Of(("total_size", shards.SelectMany(shard => shard.Tensors).Sum(tensor => tensor.Length)))),
            ("weight_map", JsonObject.Of(map))
        );
        return JsonWriter.Indented(index);
    }

    private static SafetensorsLayout Lay(IEnumerable<BoundTensor> tensors)
    {
        SafetensorsLayout layout = SafetensorsLayout.Create(
            tensors.Select(tensor => (tensor.Name, tensor.DType, tensor.Shape)),
            SafetensorsLayout.TorchMetadata
        );
        if (layout.Header.Length - SafetensorsHeader.LengthBytes > SafetensorsLimits.MaxHeaderBytes)
            throw OutputFault.Because(
                DiagnosticKinds.CannotWrite.Says(
                    FormattableString.Invariant(
                        $"one file of {layout.Tensors.Count} tensors has a header of {layout.Header.Length} bytes, and readers accept {SafetensorsLimits.MaxHeaderBytes}; give a --shard-size"
                    )
                )
            );
        return layout;
    }

    private static string Name(int index, int count) =>
        count == 1 ? "model.safetensors" : FormattableString.Invariant($"model-{index + 1:00000}-of-{count:00000}.safetensors");
}
