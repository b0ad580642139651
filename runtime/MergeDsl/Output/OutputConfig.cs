using MergeDsl.Json;

namespace MergeDsl.Output;

/// <summary>The configuration of an output: the donor's, with layer count, per-layer entries and dtype as the output has them.</summary>
internal static class OutputConfig
{
    /// <summary>The text of config.json, indented as the hub's files are.</summary>
    public static string Write(JsonObject donor, ExpandedMerge merge) => JsonWriter.Indented(Edit(donor, merge)) + "\n";

    /// <summary>The configuration with its edits.</summary>
    public static JsonObject Edit(JsonObject donor, ExpandedMerge merge)
    {
        JsonObject config = donor;
        foreach (ResolvedModule module in merge.Merge.Modules)
        {
            StackManifest stack = merge.StackOf(module, module.Slices[0].Sources[0]);
            int count = merge.Layers.Count(layer => ReferenceEquals(layer.Module, module));
            if (stack.CountKey is { } key) config = config.WithPath(key, count);
        }
        DType written = merge.Merge.Spec.OutDType != DType.Unspecified ? merge.Merge.Spec.OutDType : merge.Merge.Spec.DType;
        return written == DType.Unspecified ? config : config.With(config["torch_dtype"] is null ? "dtype" : "torch_dtype", written.YamlName());
    }
}
