namespace MergeDsl;

[MergeMethod(
    "ramplus_tl",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "RAM with the elements that only one model changed amplified by its share of common ones.",
    Origin = "Reinforced Agent Merging"
)]
public sealed partial record RamPlusTl
{
    [ActiveAbove]
    public partial Setting<double>? Epsilon { get; init; }

    [MergeParameter(
        ParameterScope.Merge,
        Default = 0.1,
        NaturalMinimum = 0,
        Summary = "How strongly elements that only one model changed are amplified."
    )]
    public partial Setting<double>? R { get; init; }

    [MergeParameter(
        ParameterScope.Merge,
        Default = 0.2,
        Minimum = 0,
        Summary = "The greatest ratio of shared to unique elements that is counted."
    )]
    public partial Setting<double>? Alpha { get; init; }
}
