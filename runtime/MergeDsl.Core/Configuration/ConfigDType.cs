using MergeDsl.Collections;
using MergeDsl.Json;

namespace MergeDsl.Configuration;

/// <summary>Writes the dtype of the output into config.json, under the key that the donor has.</summary>
internal static class ConfigDType
{
    /// <summary>The config with <c>dtype</c> or <c>torch_dtype</c> set, also in nested sections that have one. A nested null says that the section has no dtype of its own, and stays.</summary>
    public static JsonObject Set(JsonObject config, string dtype)
    {
        JsonObject edited = SetIn(config, dtype, isRoot: true);
        if (config["dtype"] is null && config["torch_dtype"] is null)
            edited = edited.With("dtype", dtype);
        return edited;
    }

    private static JsonObject SetIn(JsonObject section, string dtype, bool isRoot) =>
        new(
            section
                .Members.Select(member => new KeyValuePair<string, JsonValue>(
                    member.Key,
                    member.Key is "dtype" or "torch_dtype" ? (member.Value.IsNull && !isRoot ? member.Value : dtype)
                        : member.Value is JsonObject nested && member.Key.EndsWith("_config", StringComparison.Ordinal)
                            ? SetIn(nested, dtype, isRoot: false)
                        : member.Value
                ))
                .ToEquatableArray()
        );
}
