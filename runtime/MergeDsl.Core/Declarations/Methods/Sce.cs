namespace MergeDsl;

[MergeMethod(
    "sce",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "Select, calculate, erase: task vectors weighted by their energy where their signs agree.",
    Origin = "Wan et al., FuseChat, arXiv 2408.07990"
)]
public sealed partial record Sce
{
    [MergeParameter(
        ParameterScope.Merge,
        Name = "select_topk",
        Default = 1,
        NaturalAbove = 0,
        NaturalMaximum = 1,
        Summary = "The share of elements with the greatest variance over the models that is merged, in (0, 1]."
    )]
    public partial Setting<double>? SelectTopK { get; init; }

    [Int8Mask]
    public partial Setting<bool>? Int8Mask { get; init; }
}
