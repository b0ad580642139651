namespace MergeDsl;

[MergeMethod(
    "arcee_fusion",
    Base = BaseRole.Required,
    MaximumInputs = 1,
    Summary = "The base model with the most important differences of the other.",
    Origin = "Arcee AI"
)]
public sealed partial record ArceeFusion;
