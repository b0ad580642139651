using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "slerp",
    Base = BaseRole.Required,
    MaximumInputs = 1,
    Summary = "Spherical interpolation between two models.",
    Origin = "Shoemake, Animating rotation with quaternion curves, 1985"
)]
public sealed partial record Slerp
{
    [MergeParameter(
        ParameterScope.Merge,
        NaturalMinimum = 0,
        NaturalMaximum = 1,
        Summary = "The position between the base model (0) and the other (1)."
    )]
    [Role(ParameterRole.Position)]
    public partial Setting<double>? T { get; init; }
}
