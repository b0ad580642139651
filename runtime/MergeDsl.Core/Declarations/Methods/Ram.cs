namespace MergeDsl;

[MergeMethod(
    "ram",
    Base = BaseRole.Required,
    MinimumInputs = 0,
    Summary = "Task vectors averaged where they are active together, kept whole where only one is.",
    Origin = "Reinforced Agent Merging"
)]
public sealed partial record Ram
{
    [ActiveAbove]
    public partial Setting<double>? Epsilon { get; init; }
}
