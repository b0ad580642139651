using MergeDsl.Schemas;

namespace MergeDsl;

/// <summary>States facts about a built-in method.</summary>
/// <param name="traits">The facts.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TraitsAttribute(MethodTraits traits) : Attribute
{
    public MethodTraits Traits => traits;
}

/// <summary>Marks a built-in method as one that adds up task vectors.</summary>
/// <param name="sparsification">The elements of a task vector that are kept.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TaskVectorsAttribute(Sparsification sparsification) : Attribute
{
    public Sparsification Sparsification => sparsification;

    /// <summary>Indicates whether only elements count whose sign is that of the sum.</summary>
    public bool HasConsensus { get; init; }
}

/// <summary>States what a parameter means to rules and kernels.</summary>
/// <param name="role">The role.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
internal sealed class RoleAttribute(ParameterRole role) : Attribute
{
    public ParameterRole Role => role;
}

/// <summary>The weight of a model.</summary>
[MergeParameter(ParameterScope.InputsWithoutBase, Summary = "How much the model counts; any finite number, no unit.")]
[Role(ParameterRole.Weight)]
internal sealed class WeightAttribute : Attribute
{
    public ParameterScope Scope { get; init; } = ParameterScope.InputsWithoutBase;
}

/// <summary>The switch that divides a sum by that of the weights.</summary>
[MergeParameter(ParameterScope.Merge, Summary = "Whether the sum is divided by the sum of the weights.")]
[Role(ParameterRole.Normalization)]
internal sealed class NormalizeAttribute : Attribute
{
    public bool Default { get; init; }
}

/// <summary>The share of a task vector that is kept.</summary>
[MergeParameter(
    ParameterScope.InputsWithoutBase,
    Default = 1,
    Minimum = 0,
    NaturalAbove = 0,
    NaturalMaximum = 1,
    Summary = "The share of each task vector's elements that is kept, in (0, 1]; 1 keeps all."
)]
[Role(ParameterRole.Density)]
internal sealed class DensityAttribute : Attribute;

/// <summary>The spread of the probabilities around the density.</summary>
[MergeParameter(
    ParameterScope.InputsWithoutBase,
    Default = 0.15,
    Minimum = 0,
    NaturalMinimum = 0,
    NaturalMaximum = 1,
    Summary = "How far the probability of keeping an element moves with its rank; density - epsilon and density + epsilon must lie in (0, 1)."
)]
[Role(ParameterRole.DensitySpread)]
internal sealed class DensitySpreadAttribute : Attribute;

/// <summary>The share of a task vector that is dropped as outliers.</summary>
[MergeParameter(
    ParameterScope.InputsWithoutBase,
    Default = 0.01,
    Minimum = 0,
    NaturalMinimum = 0,
    NaturalMaximum = 1,
    Summary = "The share of the largest elements of each task vector that is dropped as outliers, in [0, 1]."
)]
[Role(ParameterRole.Outliers)]
internal sealed class OutliersAttribute : Attribute;

/// <summary>The switch that scales a sparsified task vector back.</summary>
[MergeParameter(ParameterScope.Merge, Summary = "Whether a sparsified task vector is scaled back to the L1 norm it had.")]
[Role(ParameterRole.Rescaling)]
internal sealed class RescaleAttribute : Attribute
{
    public bool Default { get; init; }
}

/// <summary>The factor of the merged task vector.</summary>
[MergeParameter(ParameterScope.Merge, Default = 1, Summary = "A factor for the merged task vector before it is added to the base model.")]
[Role(ParameterRole.SumFactor)]
internal sealed class LambdaAttribute : Attribute;

/// <summary>mergekit's switch for the memory of masks.</summary>
[MergeParameter(
    ParameterScope.Merge,
    Default = false,
    Summary = "A switch of mergekit for the memory of its masks; it never changes a result."
)]
internal sealed class Int8MaskAttribute : Attribute;

/// <summary>The threshold of active elements.</summary>
[MergeParameter(
    ParameterScope.Merge,
    Default = 1e-5,
    Minimum = 0,
    Summary = "The magnitude above which an element of a task vector is active."
)]
internal sealed class ActiveAboveAttribute : Attribute;
