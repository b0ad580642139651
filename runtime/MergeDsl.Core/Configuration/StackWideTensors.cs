using MergeDsl.Diagnostics;

namespace MergeDsl.Configuration;

/// <summary>Tensors outside the layers whose size depends on the number of layers: no byte of them can be copied as it is.</summary>
internal static class StackWideTensors
{
    public static void Check(LayerView before, int layers, List<MergeDiagnostic> diagnostics)
    {
        string? what = before.ModelType switch
        {
            "gemma3n_text" when before.Integer("hidden_size_per_layer_input", 256) > 0 =>
                "the embeddings of every layer are packed into embed_tokens_per_layer and per_layer_model_projection (hidden_size_per_layer_input)",
            "gemma4_text" or "embedding_gemma2_text" when before.Integer("hidden_size_per_layer_input", 0) > 0 =>
                "the embeddings of every layer are packed into embed_tokens_per_layer and per_layer_model_projection (hidden_size_per_layer_input)",
            "esm" when layers != before.Count => "the contact head has a weight for every head of every layer",
            _ when before.Is("use_weighted_layer_sum") && layers != before.Count =>
                "layer_weights has an entry for every layer (use_weighted_layer_sum)",
            _ => null,
        };
        if (what is not null)
            diagnostics.Add(
                DiagnosticKinds.NotSupported.Says(
                    $"layers of {before.ModelType} cannot be cut, repeated or reordered yet: {what}; merge whole models"
                )
            );
    }
}
