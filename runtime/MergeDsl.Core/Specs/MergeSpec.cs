using MergeDsl.Collections;

namespace MergeDsl.Specs;

/// <summary>A merge as a value: what a declaration and a YAML document both become. It holds what the schema of the method reads, no positions and no files.</summary>
public sealed record MergeSpec
{
    /// <summary>mergekit's name of the method, such as <c>dare_ties</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Whole models, each with its settings; empty unless this is the form used.</summary>
    public EquatableArray<InputSpec> Models { get; init; }

    /// <summary>Output slices from first to last layer; empty unless this is the form used.</summary>
    public EquatableArray<SliceSpec> Slices { get; init; }

    /// <summary>Modules of a checkpoint with several stacks; empty unless this is the form used.</summary>
    public EquatableArray<ModuleSpec> Modules { get; init; }

    /// <summary>The base model: donor of configuration and tokenizer, and reference point of the methods that have one.</summary>
    public Model? BaseModel { get; init; }

    /// <summary>The dtype in which inputs are loaded and outputs written.</summary>
    public DType DType { get; init; }

    /// <summary>The dtype written, where it is not <see cref="DType"/>.</summary>
    public DType OutDType { get; init; }

    /// <summary>Settings for the whole merge.</summary>
    public EquatableArray<ParameterSpec> Parameters { get; init; }

    /// <summary>The source of the output's tokenizer; null to copy the donor's.</summary>
    public Tokenizer? Tokenizer { get; init; }

    /// <summary>The chat template: <c>auto</c>, a built-in name or Jinja text.</summary>
    public string? ChatTemplate { get; init; }
}

/// <summary>A whole model as an input.</summary>
/// <param name="Model">The model.</param>
/// <param name="Parameters">Its settings.</param>
public sealed record InputSpec(Model Model, EquatableArray<ParameterSpec> Parameters);

/// <summary>Output layers that are made from one range of layers of each source.</summary>
/// <param name="Sources">The sources.</param>
/// <param name="BaseModel">The base model of this slice only.</param>
/// <param name="Parameters">Settings of this slice.</param>
public sealed record SliceSpec(EquatableArray<SourceSpec> Sources, Model? BaseModel, EquatableArray<ParameterSpec> Parameters);

/// <summary>A range of layers of one model as a source of a slice.</summary>
/// <param name="Model">The model.</param>
/// <param name="Layers">The layers, half-open, in the model's own numbering.</param>
/// <param name="Parameters">Settings of this source.</param>
public sealed record SourceSpec(Model Model, Range Layers, EquatableArray<ParameterSpec> Parameters)
{
    /// <summary>Indicates whether everything these layers write to the residual stream is scaled by 0.</summary>
    public bool Transparent { get; init; }
}

/// <summary>One module of a checkpoint with several stacks of layers.</summary>
/// <param name="Name">Its name, such as <c>text_decoder</c>; <c>default</c> is the only stack.</param>
/// <param name="Models">Whole models, or</param>
/// <param name="Slices">slices.</param>
/// <param name="Parameters">Settings of the module.</param>
public sealed record ModuleSpec(
    string Name,
    EquatableArray<InputSpec> Models,
    EquatableArray<SliceSpec> Slices,
    EquatableArray<ParameterSpec> Parameters
);

/// <summary>The setting of one parameter in one scope.</summary>
/// <param name="Name">mergekit's name of the parameter, such as <c>density</c>.</param>
/// <param name="Rules">Its rules in the order in which they are tried: the first that matches a tensor's name decides. A plain value is one rule without a filter.</param>
public sealed record ParameterSpec(string Name, EquatableArray<RuleSpec> Rules);

/// <summary>A value for the tensors whose name contains the filter.</summary>
/// <param name="Filter">A substring of the tensor's name; null matches every tensor.</param>
/// <param name="Values">One value, or a gradient over the layers of a slice; booleans are 1 and 0.</param>
public sealed record RuleSpec(string? Filter, EquatableArray<double> Values)
{
    /// <summary>Indicates whether the rule is for the tensor of this name: a plain, case-sensitive substring.</summary>
    public bool Matches(string tensorName) => Filter is null || tensorName.Contains(Filter);
}
