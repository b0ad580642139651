using System.Reflection;
using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>A key of config.json that counts layers.</summary>
/// <param name="Key">The key.</param>
/// <param name="Alias">Another name of the same setting, which wins where both are given.</param>
/// <param name="Stack"><c>encoder</c> or <c>decoder</c> where it counts only that stack.</param>
internal sealed record CountKey(string Key, string? Alias, string? Stack);

/// <summary>A key of config.json with a value for every layer, with layer numbers, or with an effect that depends on them.</summary>
/// <param name="Key">The key, dotted where nested.</param>
/// <param name="Base">The number of the first layer, where the key holds layer numbers.</param>
/// <param name="Alias">Another name of the same setting.</param>
internal sealed record PositionKey(string Key, int Base, string? Alias);

/// <summary>The keys of config.json that depend on the place of a layer, for every <c>model_type</c>; read from the embedded table at first use.</summary>
internal sealed class LayerPositionTable
{
    /// <summary>Keys that hold layer numbers in whatever family has them; followed also where the family is not known.</summary>
    public static readonly string[] CommonIndices =
    [
        "mlp_only_layers",
        "moe_layers",
        "full_attn_idxs",
        "attn_layer_indices",
        "hybrid_layer_ids",
        "cross_attention_layers",
        "local_layer_ids",
    ];

    private static readonly Lazy<LayerPositionTable> Loaded = new(Load);
    private readonly Dictionary<string, List<CountKey>> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PositionKey>> lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PositionKey>> indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PositionKey>> scalars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> forbidden = new(StringComparer.Ordinal);
    private readonly SortedSet<string> countNames = new(StringComparer.Ordinal);
    private readonly SortedSet<string> listNames = new(StringComparer.Ordinal);

    private LayerPositionTable() { }

    public static LayerPositionTable Instance => Loaded.Value;

    /// <summary>Every key that counts layers in some family, in ordinal order.</summary>
    public IReadOnlyCollection<string> CountNames => countNames;

    /// <summary>Every key that holds one value per layer in some family, in ordinal order.</summary>
    public IReadOnlyCollection<string> ListNames => listNames;

    /// <summary>The count keys of a family; those of every family where it has none of its own.</summary>
    public IReadOnlyList<CountKey> Counts(string modelType) => counts.TryGetValue(modelType, out List<CountKey>? own) ? own : counts["*"];

    /// <summary>Indicates whether a family has count keys of its own.</summary>
    public bool HasOwnCounts(string modelType) => counts.ContainsKey(modelType);

    public IReadOnlyList<PositionKey> Lists(string modelType) => Find(lists, modelType);

    public IReadOnlyList<PositionKey> Indices(string modelType) => Find(indices, modelType);

    public IReadOnlyList<PositionKey> Scalars(string modelType) => Find(scalars, modelType);

    /// <summary>Indicates whether writing a key makes the config unreadable, or another family.</summary>
    public bool IsForbidden(string modelType, string key) =>
        forbidden.TryGetValue(modelType, out HashSet<string>? keys) && keys.Contains(key);

    private static IReadOnlyList<PositionKey> Find(Dictionary<string, List<PositionKey>> table, string modelType) =>
        table.TryGetValue(modelType, out List<PositionKey>? keys) ? keys : [];

    private static LayerPositionTable Load()
    {
        using Stream stream =
            typeof(LayerPositionTable).GetTypeInfo().Assembly.GetManifestResourceStream("layer-position.json")
            ?? throw new InvalidOperationException("the table of layer positions is not embedded");
        using var reader = new StreamReader(stream);
        var table = new LayerPositionTable();
        JsonObject document = JsonReader.Parse(reader.ReadToEnd().AsSpan()).AsObject!;
        foreach (JsonValue item in document["keys"]!.AsArray!.Items)
            table.Add(item.AsObject!);
        return table;
    }

    private void Add(JsonObject entry)
    {
        string key = entry["key"]!.AsString!,
            kind = entry["kind"]!.AsString!;
        string? alias = entry["alias"]?.AsString;
        bool isForbidden = entry["forbidden"]?.AsBoolean == true;
        if (kind == "count")
            countNames.Add(key);
        if (kind == "list" && !isForbidden)
            listNames.Add(key);
        foreach (JsonValue item in entry["model_types"]!.AsArray!.Items)
        {
            string modelType = item.AsString!;
            switch (kind)
            {
                case "count":
                    Put(counts, modelType, new CountKey(key, alias, entry["stack"]?.AsString));
                    break;
                case "list" when isForbidden:
                    Put(forbidden, modelType, key);
                    break;
                case "list":
                    PutOnce(lists, modelType, new(key, 0, alias));
                    break;
                case "indices":
                    PutOnce(indices, modelType, new(key, (int)(entry["base"]?.AsInteger ?? 0), alias));
                    break;
                default:
                    PutOnce(scalars, modelType, new(key, 0, alias));
                    break;
            }
        }
    }

    private static void PutOnce(Dictionary<string, List<PositionKey>> table, string modelType, PositionKey key)
    {
        if (!Find(table, modelType).Any(known => known.Key == key.Key))
            Put(table, modelType, key);
    }

    private static void Put<TCollection, T>(Dictionary<string, TCollection> table, string modelType, T item)
        where TCollection : class, ICollection<T>, new()
    {
        if (!table.TryGetValue(modelType, out TCollection? items))
            table.Add(modelType, items = new());
        items.Add(item);
    }
}
