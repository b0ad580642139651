namespace MergeDsl;

/// <summary>Marks a partial record as a merge method. Generated code makes it a <see cref="Merge"/> with inputs, slices, sources and modules of its own, writes its parameters and its schema, and declares the kernel of a custom method: <c>private static partial void Compute(MergeBlock block, Values values)</c>.</summary>
/// <param name="name">The name in YAML, such as <c>clipped_average</c>: lower-case letters, digits and <c>_</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MergeMethodAttribute(string name) : Attribute
{
    /// <summary>The name in YAML.</summary>
    public string Name => name;

    /// <summary>The role of the base model. Default: none, a model is like the others.</summary>
    public BaseRole Base { get; init; } = BaseRole.Ignored;

    /// <summary>The least number of models beside the base model. Default 1.</summary>
    public int MinimumInputs { get; init; } = 1;

    /// <summary>The greatest number of models beside the base model; 0, the default, for any.</summary>
    public int MaximumInputs { get; init; }

    /// <summary>The effect of the method, in a sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The paper or project that the method is from.</summary>
    public string? Origin { get; init; }
}

/// <summary>Marks a property of a merge method as a parameter: <c>public partial Setting&lt;double&gt;? Limit { get; init; }</c>, or one of <c>int</c> or <c>bool</c>; generated code implements it. A parameter that several methods have is declared once, on an attribute class: properties with that attribute are such a parameter, and its named arguments go before those of the class.</summary>
/// <param name="scope">The inputs it is read for.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, Inherited = false)]
public sealed class MergeParameterAttribute(ParameterScope scope) : Attribute
{
    /// <summary>The inputs it is read for.</summary>
    public ParameterScope Scope => scope;

    /// <summary>The name in YAML. Default: the property's in lower case, with a <c>_</c> between words.</summary>
    public string? Name { get; init; }

    /// <summary>The value where it is not set: a number, or true or false. Without one, the parameter must be set.</summary>
    public object? Default { get; init; }

    /// <summary>Indicates whether a parameter without a default need not be set.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The least value that the method can compute with; less is an error.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The greatest value that the method can compute with; more is an error.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The least value that makes sense; less is a warning.</summary>
    public double NaturalMinimum { get; init; } = double.NegativeInfinity;

    /// <summary>A value that those that make sense are above; itself and less is a warning. Takes the place of <see cref="NaturalMinimum"/>.</summary>
    public double NaturalAbove { get; init; } = double.NegativeInfinity;

    /// <summary>The greatest value that makes sense; more is a warning.</summary>
    public double NaturalMaximum { get; init; } = double.PositiveInfinity;

    /// <summary>The effect of the parameter, in a sentence.</summary>
    public string Summary { get; init; } = "";
}

/// <summary>Generated code lists the custom methods of an assembly with it, for the rules that look at YAML files.</summary>
/// <param name="method">The record.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class DeclaresMergeMethodAttribute(Type method) : Attribute
{
    /// <summary>The record.</summary>
    public Type Method => method;
}
