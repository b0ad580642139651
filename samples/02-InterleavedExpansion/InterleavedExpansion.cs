using MergeDsl;

namespace Samples;

/// <summary>LLaMA Pro as its authors did it (Wu et al., arXiv 2401.02415): behind every fourth layer a copy of it that adds nothing to the residual stream, until it is trained.</summary>
[Merge]
public static partial class InterleavedExpansion
{
    private const int GroupSize = 4;

    /// <summary>The merge: a loop over the groups, which the compiler runs while it is typed.</summary>
    public static Passthrough Definition => new()
    {
        DType = DType.BFloat16,
        Slices = [.. Groups()],
    };

    private static IEnumerable<Passthrough.Slice> Groups()
    {
        for (int start = 0; start < TinyMistral.LayerCount; start += GroupSize)
        {
            int end = start + GroupSize;
            yield return TinyMistral.Layers[start..end];
            yield return TinyMistral.Layers[(end - 1)..end].Transparent();
        }
    }
}
