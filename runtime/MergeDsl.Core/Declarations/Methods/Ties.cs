using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "ties",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "Task vectors trimmed to their largest elements, merged where their signs agree with the majority.",
    Origin = "Yadav et al., TIES-Merging, arXiv 2306.01708"
)]
[TaskVectors(Sparsification.Greatest, HasConsensus = true)]
public sealed partial record Ties
{
    [Weight]
    public partial Setting<double>? Weight { get; init; }

    [Density]
    public partial Setting<double>? Density { get; init; }

    [Normalize(Default = true)]
    public partial Setting<bool>? Normalize { get; init; }

    [Rescale(Default = false)]
    public partial Setting<bool>? Rescale { get; init; }

    [Lambda]
    public partial Setting<double>? Lambda { get; init; }

    [Int8Mask]
    public partial Setting<bool>? Int8Mask { get; init; }
}
