using MergeDsl.Json;

namespace MergeDsl;

/// <summary>Writes the dtype of the output into config.json, under the key that the donor has.</summary>
internal static class ConfigDType
{
    /// <summary>The config with <c>dtype</c> or <c>torch_dtype</c> set, also in nested sections that have one.</summary>
    public static JsonObject Set(JsonObject config, string dtype)
    {
        JsonObject edited = SetIn(config, dtype);
        if (config["dtype"] is null && config["torch_dtype"] is null)
            edited = edited.With("dtype", dtype);
        return edited;
    }

    private static JsonObject SetIn(JsonObject section, string dtype)
    {
        JsonObject edited = section;
        foreach (KeyValuePair<string, JsonValue> member in section.Members)
        {
            if (member.Key is "dtype" or "torch_dtype")
                edited = edited.With(member.Key, dtype);
            else if (member.Value is JsonObject nested && member.Key.EndsWith("_config", StringComparison.Ordinal))
                edited = edited.With(member.Key, SetIn(nested, dtype));
        }
        return edited;
    }
}
