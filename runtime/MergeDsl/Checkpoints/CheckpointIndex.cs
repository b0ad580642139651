using MergeDsl.Diagnostics;
using MergeDsl.Json;

namespace MergeDsl.Checkpoints;

/// <summary>The index of a checkpoint in shards: which file holds which tensor.</summary>
/// <param name="Path">The path of the index.</param>
/// <param name="ShardOf">The file name of the shard of every tensor.</param>
internal sealed record CheckpointIndex(string Path, IReadOnlyDictionary<string, string> ShardOf)
{
    /// <summary>Reads an index.</summary>
    /// <param name="path">The path.</param>
    /// <param name="fault">What is wrong with it: <c>MDSL0505</c>, or <c>MDSL0705</c> where it cannot be read.</param>
    public static CheckpointIndex? Read(string path, out MergeDiagnostic? fault)
    {
        if (
            !JsonFile.TryRead(
                path,
                DiagnosticKinds.InvalidIndex,
                CheckpointLimits.IndexBytes,
                rejectDuplicates: true,
                out JsonFile? file,
                out fault
            )
        )
            return null;
        MergeDiagnostic Wrong(string message, string at) =>
            DiagnosticKinds.InvalidIndex.Says($"{Printable.Quote(CheckpointFiles.Index)} {message}; download it again") with
            {
                Place = file.PlaceOf(at),
            };

        JsonValue? map = file.Root["weight_map"];
        if (map is not JsonObject entries)
        {
            fault = Wrong(map is null ? "has no 'weight_map'" : "has a 'weight_map' that is not an object", "weight_map");
            return null;
        }
        if (entries.Members.IsEmpty)
        {
            fault = Wrong("names no tensor in its 'weight_map'", "weight_map");
            return null;
        }
        var shards = new Dictionary<string, string>(entries.Members.Count, StringComparer.Ordinal);
        var checkedNames = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string tensor, JsonValue value) in entries.Members)
        {
            if (value.AsString is not string shard)
            {
                fault = Wrong($"gives the tensor {Printable.Quote(tensor)} something else than the name of a file", tensor);
                return null;
            }
            if (checkedNames.Add(shard) && WhyRefused(shard) is string why)
            {
                fault = Wrong($"names {Printable.Quote(shard)} as the file of {Printable.Quote(tensor)}, {why}", shard);
                return null;
            }
            shards[tensor] = shard;
        }
        return new(path, shards);
    }

    /// <summary>Why a file name is refused. It is judged as text, so that the symbolic links of the hub's cache are followed while no name leads out of the directory.</summary>
    private static string? WhyRefused(string shard)
    {
        if (shard.Length == 0)
            return "which is empty";
        if (shard.AsSpan().ContainsAny('/', '\\', ':') || System.IO.Path.IsPathRooted(shard))
            return "which is a path; only files in the directory itself are read";
        if (shard.Contains("..", StringComparison.Ordinal))
            return "which has '..' in it; only files in the directory itself are read";
        if (shard.Any(char.IsControl))
            return "which has control characters in it";
        return shard.EndsWith(".safetensors", StringComparison.Ordinal) ? null : "which is not a safetensors file";
    }
}
