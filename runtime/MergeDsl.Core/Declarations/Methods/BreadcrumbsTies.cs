using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "breadcrumbs_ties",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "Task vectors without their smallest and their largest elements, merged where their signs agree with the majority.",
    Origin = "Davari and Belilovsky, Model Breadcrumbs, arXiv 2312.06795"
)]
[TaskVectors(Sparsification.WithoutOutliers, HasConsensus = true)]
public sealed partial record BreadcrumbsTies
{
    [Weight]
    public partial Setting<double>? Weight { get; init; }

    [Density]
    public partial Setting<double>? Density { get; init; }

    [Outliers]
    public partial Setting<double>? Gamma { get; init; }

    [Normalize(Default = false)]
    public partial Setting<bool>? Normalize { get; init; }

    [Rescale(Default = false)]
    public partial Setting<bool>? Rescale { get; init; }

    [Lambda]
    public partial Setting<double>? Lambda { get; init; }

    [Int8Mask]
    public partial Setting<bool>? Int8Mask { get; init; }
}
