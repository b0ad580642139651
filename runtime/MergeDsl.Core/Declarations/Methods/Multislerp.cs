using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "multislerp",
    Base = BaseRole.Optional,
    Summary = "Spherical interpolation of any number of models around their weighted mean direction.",
    Origin = "mergekit"
)]
[Traits(MethodTraits.DividesByWeights | MethodTraits.CopiesSingleModel)]
public sealed partial record Multislerp
{
    [Weight]
    public partial Setting<double>? Weight { get; init; }

    [Role(ParameterRole.Normalization)]
    [MergeParameter(ParameterScope.Merge, Default = true, Summary = "Whether the weights are divided by their sum.")]
    public partial Setting<bool>? NormalizeWeights { get; init; }

    [MergeParameter(ParameterScope.Merge, Default = 1e-8, Minimum = 0, Summary = "A small number that keeps divisions finite.")]
    public partial Setting<double>? Eps { get; init; }
}
