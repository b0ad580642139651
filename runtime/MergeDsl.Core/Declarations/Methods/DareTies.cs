using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "dare_ties",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "Task vectors with elements dropped at random, merged where their signs agree with the majority.",
    Origin = "Yu et al., Language Models are Super Mario, arXiv 2311.03099"
)]
[TaskVectors(Sparsification.Random, HasConsensus = true)]
public sealed partial record DareTies
{
    [Weight]
    public partial Setting<double>? Weight { get; init; }

    [Density]
    public partial Setting<double>? Density { get; init; }

    [Normalize(Default = false)]
    public partial Setting<bool>? Normalize { get; init; }

    [Rescale(Default = true)]
    public partial Setting<bool>? Rescale { get; init; }

    [Lambda]
    public partial Setting<double>? Lambda { get; init; }

    [Int8Mask]
    public partial Setting<bool>? Int8Mask { get; init; }
}
