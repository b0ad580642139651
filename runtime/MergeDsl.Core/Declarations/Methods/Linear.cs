using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "linear",
    Summary = "The weighted mean of the models (or their weighted sum).",
    Origin = "Wortsman et al., Model soups, arXiv 2203.05482"
)]
[Traits(MethodTraits.DividesByWeights | MethodTraits.ComputesSingleInput)]
public sealed partial record Linear
{
    [Weight(Scope = ParameterScope.EveryInput)]
    public partial Setting<double>? Weight { get; init; }

    [Normalize(Default = true)]
    public partial Setting<bool>? Normalize { get; init; }
}
