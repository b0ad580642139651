using MergeDsl.Schemas;

namespace MergeDsl;

[MergeMethod(
    "task_arithmetic",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "The base model plus the weighted sum of the task vectors (model minus base).",
    Origin = "Ilharco et al., Editing Models with Task Arithmetic, arXiv 2212.04089"
)]
[TaskVectors(Sparsification.None)]
public sealed partial record TaskArithmetic
{
    [Weight]
    public partial Setting<double>? Weight { get; init; }

    [Normalize(Default = false)]
    public partial Setting<bool>? Normalize { get; init; }

    [Lambda]
    public partial Setting<double>? Lambda { get; init; }

    [Int8Mask]
    public partial Setting<bool>? Int8Mask { get; init; }
}
