using MergeDsl;

namespace Samples;

/// <summary>The checkpoint, typed: its members come from the manifest that is named here.</summary>
[Checkpoint("tiny-mistral-32l.checkpoint.json")]
public static partial class TinyMistral;

/// <summary>The block expansion of a 32-layer Mistral to 40 layers: all of its layers, then eight copies of the last one whose two output projections are zero.</summary>
/// <remarks>
/// A layer adds the outputs of <c>o_proj</c> and <c>down_proj</c> to the residual stream. Where both are zero it adds nothing: the 40 layers compute what the 32 did, until the new ones are trained.
/// The method is LLaMA Pro's (Wu et al., arXiv 2401.02415), with the new layers at the end instead of in between.
/// </remarks>
[Merge]
public static partial class BlockExpansion
{
    /// <summary>The merge, which the compiler checks and plans.</summary>
    public static Passthrough Definition => new()
    {
        DType = DType.BFloat16,
        Slices =
        [
            TinyMistral.Layers[0..32],
            .. TinyMistral.Layers[31..32].Scaled([(TinyMistral.OProj, 0), (TinyMistral.DownProj, 0), 1]).Repeated(8),
        ],
    };
}
