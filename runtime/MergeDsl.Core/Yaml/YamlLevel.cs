using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Yaml;

internal enum YamlLevelKind
{
    Merge,
    Module,
    Slice,
    Source,
    Input,
}

/// <summary>A scope of parameters while a document is read: it becomes a part of the spec when all of them are known.</summary>
internal sealed class YamlLevel(YamlLevelKind kind, SpecPath path, YamlLevel? parent)
{
    public YamlLevelKind Kind { get; } = kind;

    public SpecPath Path { get; } = path;

    public YamlLevel? Parent { get; } = parent;

    public List<YamlLevel> Children { get; } = [];

    public Dictionary<string, EquatableArray<RuleSpec>> Settings { get; } = new(StringComparer.Ordinal);

    public string Name { get; init; } = "";

    /// <summary>The model of a source or input.</summary>
    public Model? Model { get; set; }

    /// <summary>The layers of a source.</summary>
    public Range Layers { get; set; } = new(0, 0);

    /// <summary>The base model of a slice or of the merge.</summary>
    public Model? BaseModel { get; set; }

    public bool IsLeaf => Kind is YamlLevelKind.Source or YamlLevelKind.Input;

    /// <summary>The base model that counts here.</summary>
    public Model? EffectiveBaseModel => BaseModel ?? Parent?.EffectiveBaseModel;

    /// <summary>Indicates whether this is the base model, for which some parameters are not read.</summary>
    public bool IsBase => Model is not null && Model.Equals(EffectiveBaseModel);

    /// <summary>Indicates whether a parameter that stands here is looked up.</summary>
    public bool Reads(ParameterSchema parameter) =>
        !IsLeaf || (parameter.Scope != ParameterScope.Merge && !(parameter.Scope == ParameterScope.InputsWithoutBase && IsBase));

    /// <summary>Indicates whether something sets a parameter for everything that this level covers.</summary>
    public bool IsCovered(ParameterSchema parameter)
    {
        for (YamlLevel? level = this; level is not null; level = level.Parent)
        {
            if (level.Sets(parameter))
                return true;
        }
        return IsCoveredBelow(parameter);
    }

    /// <summary>The level where a parameter that was written here takes effect.</summary>
    public YamlLevel Home(ParameterSchema parameter) => IsLeaf && parameter.Scope == ParameterScope.Merge ? Parent!.Home(parameter) : this;

    public EquatableArray<ParameterSpec> Parameters(MethodSchema schema) =>
        schema
            .Parameters.Where(parameter => Settings.ContainsKey(parameter.Name))
            .Select(parameter => new ParameterSpec(parameter.Name, Settings[parameter.Name]))
            .ToEquatableArray();

    private bool Sets(ParameterSchema parameter) => Reads(parameter) && Settings.ContainsKey(parameter.Name);

    private bool IsCoveredBelow(ParameterSchema parameter) =>
        Children.Count > 0
        && Children.All(child =>
            child.Sets(parameter)
            || (child.IsLeaf && parameter.Scope == ParameterScope.InputsWithoutBase && child.IsBase)
            || child.IsCoveredBelow(parameter)
        );
}
