namespace MergeDsl;

[MergeMethod(
    "nuslerp",
    Base = BaseRole.Optional,
    MinimumInputs = 2,
    MaximumInputs = 2,
    Summary = "Spherical interpolation of two models, or of their task vectors, by their weights.",
    Origin = "mergekit"
)]
public sealed partial record Nuslerp
{
    [Weight]
    public partial Setting<double>? Weight { get; init; }

    [MergeParameter(
        ParameterScope.Merge,
        Name = "nuslerp_flatten",
        Default = true,
        Summary = "Whether a tensor is one vector; otherwise each of its rows or columns is."
    )]
    public partial Setting<bool>? Flatten { get; init; }

    [MergeParameter(
        ParameterScope.Merge,
        Name = "nuslerp_row_wise",
        Default = false,
        Summary = "Whether vectors run along the first dimension instead of the last; read when a tensor is not flattened."
    )]
    public partial Setting<bool>? RowWise { get; init; }
}
