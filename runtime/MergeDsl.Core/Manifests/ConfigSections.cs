using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>The parts of a config.json that describe a model of their own: the whole, and nested objects such as <c>text_config</c>.</summary>
internal static class ConfigSections
{
    // What is asked for every section of a config of the largest kind must not be a step for each of its bytes.
    private const int MaximumDepth = 3,
        MaximumSections = 64,
        LongestName = 100;

    /// <summary>The whole with the path <c>""</c>, then the nested objects with dotted paths. Models have a handful: of more than that the first are taken, and names that are very long name none.</summary>
    public static IEnumerable<(string Path, JsonObject Section)> Of(JsonObject config) =>
        Below("", config, 1).Take(MaximumSections).Prepend(("", config));

    /// <summary>The section at a dotted path, or null.</summary>
    public static JsonObject? At(JsonObject config, string path) => path.Length == 0 ? config : config.At(path)?.AsObject;

    /// <summary>The section that holds a dotted key.</summary>
    public static string SectionOf(string key)
    {
        int dot = key.LastIndexOf('.');
        return dot < 0 ? "" : key.Substring(0, dot);
    }

    /// <summary>The last name of a dotted key.</summary>
    public static string NameOf(string key) => key.Substring(key.LastIndexOf('.') + 1);

    /// <summary>The name under which a section is known in the tables: its own <c>model_type</c>, or the one of the whole.</summary>
    public static string ModelType(JsonObject config, string path)
    {
        if (At(config, path)?["model_type"]?.AsString is { Length: > 0 } own)
            return own;
        string root = config["model_type"]?.AsString ?? "";
        return path.Length > 0 && IsText(path) && root.Length > 0 ? root + "_text" : root;
    }

    /// <summary>Indicates whether a section describes the language part of a model that has several.</summary>
    public static bool IsText(string path) =>
        NameOf(path) is "text_config" or "llm_config" or "language_config" or "lm_config" or "text_model_config";

    private static IEnumerable<(string Path, JsonObject Section)> Below(string path, JsonObject section, int depth)
    {
        if (depth > MaximumDepth)
            yield break;
        foreach (KeyValuePair<string, JsonValue> member in section.Members)
        {
            if (
                member.Value is not JsonObject nested
                || member.Key.Length > LongestName
                || !(
                    member.Key.EndsWith("config", StringComparison.Ordinal)
                    || member.Key is "encoder" or "decoder" or "text_model" or "vision"
                )
            )
                continue;
            string inner = path.Length == 0 ? member.Key : path + "." + member.Key;
            yield return (inner, nested);
            foreach ((string, JsonObject) below in Below(inner, nested, depth + 1))
                yield return below;
        }
    }
}
