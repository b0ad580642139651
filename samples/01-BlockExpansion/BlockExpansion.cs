using MergeDsl;

namespace Samples;

/// <summary>The block expansion of a 32-layer Mistral to 40 layers: all of its layers, then eight copies of the last one whose two output projections are zero.</summary>
/// <remarks>
/// A layer adds the outputs of <c>o_proj</c> and <c>down_proj</c> to the residual stream. Where both are zero it adds nothing: the 40 layers compute what the 32 did, until the new ones are trained.
/// The method is LLaMA Pro's (Wu et al., arXiv 2401.02415), with the new layers at the end instead of in between.
/// </remarks>
public static class BlockExpansion
{
    private static readonly Model Tiny = "tiny-mistral-32l";

    /// <summary>The merge.</summary>
    public static Passthrough Definition => new()
    {
        DType = DType.BFloat16,
        Slices =
        [
            Tiny.Layers[0..32],
            .. Tiny.Layers[31..32].Scaled([("o_proj", 0), ("down_proj", 0), 1]).Repeated(8),
        ],
    };
}
