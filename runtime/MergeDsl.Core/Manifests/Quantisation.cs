using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>Recognises quantised checkpoints: their numbers mean something only together with scales, so that nothing here may compute on them.</summary>
internal static class Quantisation
{
    private static readonly string[] Suffixes =
    [
        ".qweight",
        ".qzeros",
        ".scales",
        ".g_idx",
        ".weight_scale",
        ".weight_scale_inv",
        ".input_scale",
        ".weight_zero_point",
        ".weight_packed",
        ".absmax",
        ".quant_map",
        ".nested_absmax",
        ".quant_state.bitsandbytes__nf4",
        ".quant_state.bitsandbytes__fp4",
        ".SCB",
        ".weight_format",
        "_blocks",
        ".codebooks",
        ".scale_weight",
    ];

    /// <summary>The refusal of a quantised checkpoint, or null.</summary>
    public static MergeDiagnostic? Find(
        string modelId,
        IReadOnlyList<(string Name, TensorDType DType, EquatableArray<long> Shape)> tensors,
        JsonObject config
    )
    {
        const string Cure = "merge the unquantised checkpoint, or dequantise it first (load it with dequantize and save_pretrained)";
        foreach ((string path, JsonObject section) in ConfigSections.Of(config))
        {
            if (section["quantization_config"] is { IsNull: false } || section["compression_config"] is { IsNull: false })
            {
                string key = path.Length == 0 ? "quantization_config" : path + ".quantization_config";
                string method = section["quantization_config"]?.At("quant_method")?.AsString is { } name
                    ? $" ({Printable.Quote(name)})"
                    : "";
                return DiagnosticKinds.Quantised.Says(
                    $"the model {Printable.Quote(modelId)} is quantised: its config.json has {key}{method}; {Cure}"
                );
            }
        }
        foreach ((string name, TensorDType dtype, EquatableArray<long> shape) in tensors)
        {
            if (IsQuantised(name, dtype, shape))
            {
                return DiagnosticKinds.Quantised.Says(
                    $"the model {Printable.Quote(modelId)} is quantised: it has a tensor {Printable.Quote(name)} of dtype {dtype.Name()}; {Cure}"
                );
            }
        }
        return null;
    }

    /// <summary>Indicates whether a tensor exists only in quantised checkpoints: floats of 8 bits and less, weights packed into integers, and what belongs to them.</summary>
    public static bool IsQuantised(string name, TensorDType dtype, EquatableArray<long> shape)
    {
        bool packed =
            dtype is TensorDType.U8 or TensorDType.I8 or TensorDType.I32 or TensorDType.U32
            && shape.Count >= 2
            && name.EndsWith(".weight", StringComparison.Ordinal);
        return dtype.IsNarrowFloat()
            || packed
            || (dtype != TensorDType.Bool && Array.Exists(Suffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal)));
    }
}
