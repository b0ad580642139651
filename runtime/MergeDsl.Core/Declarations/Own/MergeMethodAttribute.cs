namespace MergeDsl;

/// <summary>Marks a partial record as a merge method of the program's own. Generated code makes it a <see cref="Merge"/> with inputs, slices, sources and modules of its own, and declares its kernel: <c>private static partial void Compute(MergeBlock block, Values values)</c>.</summary>
/// <param name="name">The name in YAML, such as <c>clipped_average</c>: lower-case letters, digits and <c>_</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MergeMethodAttribute(string name) : Attribute
{
    /// <summary>The name in YAML.</summary>
    public string Name => name;

    /// <summary>What the method makes of a base model. Default: nothing, a model is like the others.</summary>
    public BaseRole Base { get; init; } = BaseRole.Ignored;

    /// <summary>The least number of models beside the base model. Default 1.</summary>
    public int MinimumInputs { get; init; } = 1;

    /// <summary>The greatest number of models beside the base model; 0, the default, for any.</summary>
    public int MaximumInputs { get; init; }

    /// <summary>What the method does, in a sentence.</summary>
    public string Summary { get; init; } = "";
}

/// <summary>Marks a property of a merge method of the program's own as a parameter. It is of the type <c>Setting&lt;double&gt;?</c>, <c>Setting&lt;int&gt;?</c> or <c>Setting&lt;bool&gt;?</c>, with <c>{ get; init; }</c> and no value: the default is said here.</summary>
/// <param name="scope">The inputs it is read for.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MergeParameterAttribute(ParameterScope scope) : Attribute
{
    /// <summary>The inputs it is read for.</summary>
    public ParameterScope Scope => scope;

    /// <summary>The name in YAML. Default: the property's in lower case, with a <c>_</c> between words.</summary>
    public string? Name { get; init; }

    /// <summary>The value where it is not set: a number, or true or false. Without one, the parameter must be set.</summary>
    public object? Default { get; init; }

    /// <summary>The least value that the method can compute with; less is an error.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The greatest value that the method can compute with; more is an error.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The least value that makes sense; less is a warning.</summary>
    public double NaturalMinimum { get; init; } = double.NegativeInfinity;

    /// <summary>The greatest value that makes sense; more is a warning.</summary>
    public double NaturalMaximum { get; init; } = double.PositiveInfinity;

    /// <summary>What it does, in a sentence.</summary>
    public string Summary { get; init; } = "";
}

/// <summary>Generated code lists the methods of an assembly with it, for the rules that look at YAML files.</summary>
/// <param name="method">The record.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class DeclaresMergeMethodAttribute(Type method) : Attribute
{
    /// <summary>The record.</summary>
    public Type Method => method;
}
