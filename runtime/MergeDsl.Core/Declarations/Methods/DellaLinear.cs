using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "della_linear",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "Task vectors with elements dropped at random, the small ones more often, then summed.",
    Origin = "Deep et al., DELLA-Merging, arXiv 2406.11617"
)]
[TaskVectors(Sparsification.RandomByRank)]
public sealed partial record DellaLinear
{
    [Weight]
    public partial Setting<double>? Weight { get; init; }

    [Density]
    public partial Setting<double>? Density { get; init; }

    [DensitySpread]
    public partial Setting<double>? Epsilon { get; init; }

    [Normalize(Default = false)]
    public partial Setting<bool>? Normalize { get; init; }

    [Rescale(Default = true)]
    public partial Setting<bool>? Rescale { get; init; }

    [Lambda]
    public partial Setting<double>? Lambda { get; init; }

    [Int8Mask]
    public partial Setting<bool>? Int8Mask { get; init; }
}
