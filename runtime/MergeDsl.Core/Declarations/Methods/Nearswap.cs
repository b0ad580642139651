namespace MergeDsl;

[MergeMethod(
    "nearswap",
    Base = BaseRole.Required,
    MaximumInputs = 1,
    Summary = "The base model, drawn to the other where the two are close.",
    Origin = "Alchemonaut, QuartetAnemoi-70B"
)]
public sealed partial record Nearswap
{
    [MergeParameter(
        ParameterScope.Merge,
        NaturalAbove = 0,
        Summary = "The strength: elements closer to the base model than about t are taken from the other."
    )]
    public partial Setting<double>? T { get; init; }
}
