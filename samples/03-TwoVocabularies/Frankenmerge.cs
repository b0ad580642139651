using MergeDsl;

namespace Samples;

/// <summary>A frankenmerge of two models that look alike: the embedding comes with the first layers, from one of them, and the head with the last, from the other.</summary>
/// <remarks>mergekit writes such a model, and it fails when it is loaded; here it does not build.</remarks>
[Merge]
public static partial class Frankenmerge
{
    /// <summary>The merge. It would build with <c>BaseModel = OpenChat.Model, Tokenizer = TokenizerSource.Base</c>, or where the first and the last layers are of one model.</summary>
    public static Passthrough Definition => new()
    {
        DType = DType.BFloat16,
        Slices =
        [
            OpenChat.Layers[0..24],
            Mistral.Layers[8..32],
        ],
    };
}
