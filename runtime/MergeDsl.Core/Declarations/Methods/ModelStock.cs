namespace MergeDsl;

[MergeMethod(
    "model_stock",
    Base = BaseRole.Required,
    MinimumInputs = 2,
    Summary = "The mean of fine-tuned models, drawn towards their base by the angle between them.",
    Origin = "Jang et al., Model Stock, arXiv 2403.19522"
)]
public sealed partial record ModelStock
{
    [MergeParameter(
        ParameterScope.Merge,
        Default = false,
        Summary = "Whether the ratio is computed for each row of a tensor instead of once for the whole."
    )]
    public partial Setting<bool>? FilterWise { get; init; }
}
