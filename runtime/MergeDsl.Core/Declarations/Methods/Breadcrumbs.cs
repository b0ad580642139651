using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "breadcrumbs",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "Task vectors without their smallest and their largest elements, summed.",
    Origin = "Davari and Belilovsky, Model Breadcrumbs, arXiv 2312.06795"
)]
[TaskVectors(Sparsification.WithoutOutliers)]
public sealed partial record Breadcrumbs
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
