namespace MergeDsl.Schemas;

/// <summary>Facts about a method that rules, binding and kernels act on, whatever the method is called.</summary>
[Flags]
internal enum MethodTraits
{
    None = 0,

    /// <summary>Every output tensor is one tensor of the only source, copied or scaled.</summary>
    StacksLayers = 1,

    /// <summary>Divides by the sum of the weights, and has no guard against a sum of 0.</summary>
    DividesByWeights = 2,

    /// <summary>Computes where there is a single input, too, which other methods copy.</summary>
    ComputesSingleInput = 4,

    /// <summary>Copies a single model beside the base model.</summary>
    CopiesSingleModel = 8,
}

/// <summary>Facts about a method that adds up task vectors, which are differences from the base model.</summary>
/// <param name="Sparsification">The elements of a task vector that are kept.</param>
/// <param name="HasConsensus">Whether only elements count whose sign is that of the sum.</param>
internal sealed record TaskVectorTraits(Sparsification Sparsification, bool HasConsensus);

/// <summary>The elements of a task vector that a method keeps.</summary>
internal enum Sparsification
{
    /// <summary>All.</summary>
    None,

    /// <summary>Those of the greatest magnitude.</summary>
    Greatest,

    /// <summary>All but the few of the greatest and the many of the smallest magnitude.</summary>
    WithoutOutliers,

    /// <summary>Some at random, each with the same probability.</summary>
    Random,

    /// <summary>Some at random, the more probably the greater their magnitude.</summary>
    RandomByRank,
}

/// <summary>The meaning of a parameter to rules and kernels, whatever its name.</summary>
internal enum ParameterRole
{
    None,

    /// <summary>The weight of an input.</summary>
    Weight,

    /// <summary>Indicates whether weights are divided by their sum.</summary>
    Normalization,

    /// <summary>The share of elements that is kept.</summary>
    Density,

    /// <summary>The distance from the density that the probability of keeping an element moves.</summary>
    DensitySpread,

    /// <summary>The share of the largest elements that is dropped.</summary>
    Outliers,

    /// <summary>Indicates whether a sparsified task vector is scaled back to the norm it had.</summary>
    Rescaling,

    /// <summary>A factor for the sum of the task vectors.</summary>
    SumFactor,

    /// <summary>A factor for every tensor.</summary>
    Scale,

    /// <summary>The place between the base model, at 0, and the other.</summary>
    Position,
}
