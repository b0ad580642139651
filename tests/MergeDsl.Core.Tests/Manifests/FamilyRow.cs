using MergeDsl.Json;

namespace MergeDsl.Core.Tests.Manifests;

/// <summary>The measurements of one stack of one family, and the checkpoint that it stands for.</summary>
internal sealed class FamilyRow(JsonObject row)
{
    private const int Layers = 4,
        Experts = 4;

    public string ModelType { get; } = row["model_type"]!.AsString!;

    public string Title => $"{ModelType} ({row["architecture"]!.AsString}) {string.Join(" ", Prefixes)}";

    public string[] Prefixes { get; } =
        row["layer_prefix"] is JsonArray several ? [.. several.Items.Select(item => item.AsString!)] : [row["layer_prefix"]!.AsString!];

    public string CountKey { get; } = row["layer_count_key"]!.AsString!.Replace("length of ", "", StringComparison.Ordinal);

    /// <summary>The keys of config.json with an entry for every layer, but the one that takes no layer twice.</summary>
    public string[] Lists => [.. Items(row["per_layer_lists"]).Where(name => name != "ple_layer_ids")];

    public bool? Identity => row["identity"]?.AsBoolean;

    public string[] Kinds => Names(row["layer_kinds"]);

    public string[] Before => Names(row["before"]);

    public string[] After => Names(row["after"]);

    /// <summary>The writers and, apart from them, the parameters that have to be 1.</summary>
    public string[] Writers =>
        [
            .. Items(row["residual_writers"])
                .Where(name => !name.EndsWith(":= 1", StringComparison.Ordinal))
                .OrderBy(name => name, StringComparer.Ordinal),
        ];

    public string[] Scales =>
        [.. Items(row["residual_writers"]).Where(name => name.EndsWith(":= 1", StringComparison.Ordinal)).Select(name => name[..^5])];

    public string[] WritersWithBias => Items(row["with_bias_switches"]?.AsObject?["residual_writers_added"]);

    /// <summary>The names a stack of this row has its kinds under: those of a family with several prefixes are given in full.</summary>
    public string KindIn(string prefix, string kind) => kind.StartsWith(prefix, StringComparison.Ordinal) ? kind[prefix.Length..] : kind;

    public bool IsIn(string prefix, string kind) => Prefixes.Length == 1 || kind.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>The config.json of the manifest built last.</summary>
    public JsonObject LastConfig { get; private set; } = new([]);

    public Manifest? Build(bool withBiases, bool anonymous, out IReadOnlyList<MergeDiagnostic> diagnostics)
    {
        var tensors = new List<(string, TensorDType, EquatableArray<long>)>();
        var shapes = row["layer_kinds"]!.AsObject!;
        foreach (string prefix in Prefixes)
        {
            IEnumerable<(string Name, EquatableArray<long> Shape)> kinds = shapes.Members.Select(kind => (kind.Key, Shape(kind.Value)));
            if (withBiases)
                kinds = kinds.Concat(WritersWithBias.Select(name => (name, (EquatableArray<long>)[64])));
            foreach ((string kind, EquatableArray<long> shape) in kinds.Where(kind => IsIn(prefix, kind.Name)))
            {
                for (int layer = 0; layer < Layers; layer++)
                {
                    string name = prefix.Replace("{}", layer.ToString(), StringComparison.Ordinal) + KindIn(prefix, kind);
                    if (!name.Contains("{}"))
                        tensors.Add((name, TensorDType.F32, shape));
                    else
                        for (int expert = 0; expert < Experts; expert++)
                            tensors.Add((name.Replace("{}", expert.ToString(), StringComparison.Ordinal), TensorDType.F32, shape));
                }
            }
        }
        foreach (string part in (string[])["before", "after"])
        {
            foreach (KeyValuePair<string, JsonValue> tensor in row[part]!.AsObject!.Members)
                tensors.Add((tensor.Key, TensorDType.F32, Shape(tensor.Value)));
        }
        tensors.AddRange(Items(row["elsewhere"]).Select(name => (name, TensorDType.F32, (EquatableArray<long>)[64])));
        LastConfig = Config(anonymous);
        ManifestResult result = ManifestBuilder.Build(ModelType, null, tensors, LastConfig, null);
        diagnostics = result.Diagnostics;
        return result.Manifest;
    }

    private JsonObject Config(bool anonymous)
    {
        JsonObject config = JsonObject.Of(
            ("model_type", anonymous ? "never-heard-of" : ModelType),
            ("architectures", new JsonArray([anonymous ? "NeverHeardOfForCausalLM" : row["architecture"]!]))
        );
        config = config.WithPath(CountKey, CountKey == "layers_block_type" ? Repeated("linear_attention") : Layers);
        foreach (string list in Items(row["per_layer_lists"]))
        {
            if (config.At(list) is null)
                config = config.WithPath(list, Entries(list.Split('.')[^1]));
        }
        return config;
    }

    private static JsonValue Entries(string list) =>
        list switch
        {
            "per_layer_config" => JsonObject.Of(("3", new JsonObject([]))),
            "mlp_only_layers"
            or "moe_layers"
            or "full_attn_idxs"
            or "attn_layer_indices"
            or "cross_attention_layers"
            or "hybrid_layer_ids" => new JsonArray([3]),
            "kv_source_layers" => new JsonArray([0, 1, 2, 3]),
            "num_attention_heads_per_layer" or "layer_rope_theta" or "no_rope_layers" => new JsonArray([1, 1, 1, 1]),
            "mlp_layer_types" => Repeated("sparse"),
            _ => Repeated("full_attention"),
        };

    private static JsonArray Repeated(string value) => new(Enumerable.Repeat((JsonValue)value, Layers).ToEquatableArray());

    private static string[] Names(JsonValue? value) =>
        [.. (value?.AsObject?.Members ?? []).Select(member => member.Key).OrderBy(name => name, StringComparer.Ordinal)];

    private static string[] Items(JsonValue? value) => [.. (value?.AsArray?.Items ?? []).Select(item => item.AsString!)];

    private static EquatableArray<long> Shape(JsonValue value) =>
        value.AsArray!.Items.Select(item => item.AsInteger!.Value).ToEquatableArray();
}
