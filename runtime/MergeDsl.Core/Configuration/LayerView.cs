using MergeDsl.Json;
using MergeDsl.Manifests;

namespace MergeDsl.Configuration;

/// <summary>The section of a config.json that describes a stack, read with the defaults of its family.</summary>
internal sealed class LayerView(JsonObject root, string path, string modelType, string? countName, int count, StackManifest? stack)
{
    /// <summary>The whole config.</summary>
    public JsonObject Root { get; } = root;

    /// <summary>The dotted path of the section.</summary>
    public string Path { get; } = path;

    public JsonObject Section { get; } = ConfigSections.At(root, path) ?? new([]);

    /// <summary>The name of the family in the tables.</summary>
    public string ModelType { get; } = modelType;

    public string RootType => Root["model_type"]?.AsString ?? "";

    /// <summary>The key of the section that counts the layers.</summary>
    public string? CountName { get; } = countName;

    public int Count { get; } = count;

    /// <summary>The stack, where its tensors are known.</summary>
    public StackManifest? Stack { get; } = stack;

    /// <summary><c>encoder</c>, <c>decoder</c>, or null where the family has one stack.</summary>
    public string? Side => Known?.Stack;

    /// <summary>The entries of the tables for the key that counts the layers.</summary>
    public CountKey? Known =>
        CountName is null
            ? null
            : LayerPositionTable.Instance.Counts(ModelType).FirstOrDefault(key => key.Key == CountName)
                ?? LayerPositionTable.Instance.Counts(ModelType).FirstOrDefault(key => key.Alias == CountName);

    /// <summary>The value at a dotted key of the section; null where it is absent.</summary>
    public JsonValue? this[string key] => Section.At(key);

    public bool Is(string key) => this[key]?.AsBoolean == true;

    /// <summary>Indicates whether a key is absent or has a value other than null.</summary>
    public bool IsNotNull(string key) => this[key] is not JsonNull;

    public int Integer(string key, int otherwise) => this[key]?.AsInteger is { } value ? (int)value : otherwise;

    public static LayerView Of(LayerSource source)
    {
        string path = source.CountKey is { } key ? ConfigSections.SectionOf(key) : "";
        return new(
            source.Config,
            path,
            Normal(ConfigSections.ModelType(source.Config, path)),
            source.CountKey is { } name ? ConfigSections.NameOf(name) : null,
            source.LayerCount,
            source.Stack
        );
    }

    /// <summary>The same view of another config with another number of layers.</summary>
    public LayerView With(JsonObject config, int layers) => new(config, Path, ModelType, CountName, layers, Stack);

    // Files that keep the language part at the top level carry the name of the whole.
    private static string Normal(string modelType)
    {
        LayerPositionTable table = LayerPositionTable.Instance;
        foreach (string candidate in (string[])[modelType, modelType + "_text", modelType + "_model"])
        {
            if (
                table.Lists(candidate).Count + table.Indices(candidate).Count + table.Scalars(candidate).Count > 0
                || table.HasOwnCounts(candidate)
            )
                return candidate;
        }
        return modelType;
    }
}
