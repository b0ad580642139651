using MergeDsl.Collections;

namespace MergeDsl.Schemas;

/// <summary>The type of a parameter.</summary>
public enum ParameterType
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>A closed or open interval of values.</summary>
/// <param name="Minimum">The lower end.</param>
/// <param name="Maximum">The upper end.</param>
/// <param name="OpenMinimum">Whether the lower end itself is outside.</param>
public readonly record struct Bounds(double Minimum, double Maximum, bool OpenMinimum = false)
{
    /// <summary>All numbers.</summary>
    public static Bounds Any => new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Indicates whether a value is inside.</summary>
    public bool Contains(double value) => value <= Maximum && (OpenMinimum ? value > Minimum : value >= Minimum);
}

/// <summary>A parameter of a method.</summary>
/// <param name="Name">mergekit's name, such as <c>select_topk</c>.</param>
/// <param name="Property">The C# property, such as <c>SelectTopK</c>.</param>
/// <param name="Type">The type.</param>
/// <param name="Scope">The inputs it is read for.</param>
/// <param name="Default">The value where it is not set; null where it has none.</param>
/// <param name="Summary">What it does, in a sentence.</param>
public sealed record ParameterSchema(
    string Name,
    string Property,
    ParameterType Type,
    ParameterScope Scope,
    double? Default,
    string Summary
)
{
    /// <summary>Indicates whether it must be set.</summary>
    public bool Required { get; init; }

    /// <summary>The values with which the method can compute.</summary>
    public Bounds Possible { get; init; } = Bounds.Any;

    /// <summary>The values that make sense.</summary>
    public Bounds Natural { get; init; } = Bounds.Any;

    internal ParameterRole Role { get; init; }

    /// <summary>Indicates whether all inputs share one value.</summary>
    internal bool IsShared => Scope == ParameterScope.Merge;
}

/// <summary>A merge method as data: lowering, YAML, rules, documentation and printing are generic over it.</summary>
/// <param name="Name">mergekit's name, such as <c>dare_ties</c>.</param>
/// <param name="TypeName">The C# record, such as <c>DareTies</c>.</param>
/// <param name="Base">What it makes of the base model.</param>
/// <param name="MinimumInputs">The least number of models beside the base model.</param>
/// <param name="MaximumInputs">The greatest number of models beside the base model; null for any.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Summary">What it does, in a sentence.</param>
public sealed record MethodSchema(
    string Name,
    string TypeName,
    BaseRole Base,
    int MinimumInputs,
    int? MaximumInputs,
    EquatableArray<ParameterSchema> Parameters,
    string Summary
)
{
    /// <summary>The paper or project that the method is from.</summary>
    public string? Origin { get; init; }

    /// <summary>Indicates whether weights are divided by their sum by default.</summary>
    public bool NormalizesWeights => Find(ParameterRole.Normalization)?.Default == 1;

    internal MethodTraits Traits { get; init; }

    /// <summary>The facts about a sum of task vectors; null where the method makes none.</summary>
    internal TaskVectorTraits? TaskVectors { get; init; }

    /// <summary>Indicates whether every output tensor is one tensor of the only source.</summary>
    internal bool StacksLayers => Has(MethodTraits.StacksLayers);

    internal bool Has(MethodTraits trait) => (Traits & trait) != 0;

    /// <summary>The parameter of a name, or null.</summary>
    public ParameterSchema? Find(string name) => Parameters.FirstOrDefault(p => p.Name == name);

    /// <summary>The index of the parameter of a role, or -1.</summary>
    internal int IndexOf(ParameterRole role) => Array.FindIndex([.. Parameters], p => p.Role == role);

    /// <summary>The parameter of a role, or null.</summary>
    internal ParameterSchema? Find(ParameterRole role) => Parameters.FirstOrDefault(p => p.Role == role);
}
