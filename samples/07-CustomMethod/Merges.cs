using MergeDsl;

namespace Samples;

/// <summary>A second model to merge with: the first one, its attention louder.</summary>
[Merge]
public static partial class Louder
{
    /// <summary>The merge.</summary>
    public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [TinyMistral.Layers[0..32].Scaled([(TinyMistral.OProj, 1.5), 1])] };
}

/// <summary>Both, by the method of this project: evaluated, checked, planned and run as by a built-in one.</summary>
[Merge]
public static partial class Clipped
{
    /// <summary>The merge.</summary>
    public static ClippedDeltas Definition => new()
    {
        BaseModel = TinyMistral.Model,
        Models = [new("../../artifacts/07-CustomMethod/louder") { Weight = [("self_attn", Gradient.Of(0, 1)), 1] }],
        Limit = 0.01,
        DType = DType.BFloat16,
    };
}
