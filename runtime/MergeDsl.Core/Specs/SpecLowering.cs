using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Tensors;

namespace MergeDsl.Specs;

/// <summary>Turns a declaration into the spec that it stands for. What a spec cannot hold (a malformed setting) is reported here; everything else is a rule.</summary>
internal sealed class SpecLowering
{
    private readonly List<MergeDiagnostic> diagnostics = [];
    private readonly MethodSchema schema;
    private readonly Model? baseModel;

    private SpecLowering(Merge declaration)
    {
        schema = declaration.Schema;
        baseModel = declaration.BaseModel;
    }

    /// <summary>The spec of a declaration, and what is malformed in it.</summary>
    public static (MergeSpec Spec, IReadOnlyList<MergeDiagnostic> Diagnostics) Lower(Merge declaration)
    {
        var lowering = new SpecLowering(declaration);
        SpecPath root = SpecPath.Root;
        var spec = new MergeSpec
        {
            Method = declaration.Schema.Name,
            BaseModel = declaration.BaseModel,
            DType = lowering.Known(declaration.DType, root.Member("dtype")),
            OutDType = lowering.Known(declaration.OutDType, root.Member("out_dtype")),
            Parameters = lowering.Parameters(declaration.Settings, root),
            Models = lowering.Models(declaration.ModelNodes, root.Member("models")),
            Slices = lowering.Slices(declaration.SliceNodes, root.Member("slices")),
            Modules = lowering.Modules(declaration.ModuleNodes, root.Member("modules")),
            // As in YAML, a multiple of 0 is none.
            Tokenizer = declaration.Tokenizer is { PadToMultipleOf: 0 } unpadded
                ? unpadded with
                {
                    PadToMultipleOf = null,
                }
                : declaration.Tokenizer,
            ChatTemplate = declaration.ChatTemplate,
        };
        return (Flatten(spec), lowering.diagnostics);
    }

    /// <summary>The only module, named <c>default</c>, says what the merge itself could have said.</summary>
    internal static MergeSpec Flatten(MergeSpec spec)
    {
        if (spec.Modules.Count != 1 || spec.Modules[0].Name != "default" || !spec.Models.IsEmpty || !spec.Slices.IsEmpty)
            return spec;
        ModuleSpec module = spec.Modules[0];
        if (!module.Parameters.IsEmpty)
            return spec;
        return spec with { Modules = [], Models = module.Models, Slices = module.Slices };
    }

    /// <summary>A dtype; where a cast made a value that is none, one that nothing more is reported about.</summary>
    private DType Known(DType dtype, SpecPath path)
    {
        if (Enum.IsDefined(typeof(DType), dtype))
            return dtype;
        diagnostics.Add(
            DiagnosticKinds.UnknownDType.At(
                path,
                $"{dtype:D} is no dtype: it is {TensorDTypes.List("or", known => "DType." + known.DType)}"
            )
        );
        return DType.BFloat16;
    }

    private EquatableArray<ModuleSpec> Modules(IReadOnlyList<MergeModule> modules, SpecPath path) =>
        modules
            .Select(module =>
            {
                SpecPath at = path.Member(module.Name);
                return new ModuleSpec(
                    module.Name,
                    Models(module.ModelNodes, at.Member("models")),
                    Slices(module.SliceNodes, at.Member("slices")),
                    Parameters(module.Settings, at)
                );
            })
            .ToEquatableArray();

    private EquatableArray<InputSpec> Models(IReadOnlyList<MergeInput> models, SpecPath path) =>
        models
            .Select((input, i) => new InputSpec(input.Model, InputParameters(input.Settings, path.Element(i), input.Model, baseModel)))
            .ToEquatableArray();

    private EquatableArray<SliceSpec> Slices(IReadOnlyList<MergeSlice> slices, SpecPath path) =>
        slices
            .Select(
                (slice, i) =>
                {
                    SpecPath at = path.Element(i);
                    Model? sliceBase = slice.BaseModelNode ?? baseModel;
                    EquatableArray<SourceSpec> sources = slice
                        .SourceNodes.Select(
                            (source, j) =>
                                new SourceSpec(
                                    source.Layers.Model,
                                    source.Layers.Range,
                                    InputParameters(source.Settings, at.Member("sources").Element(j), source.Layers.Model, sliceBase)
                                )
                                {
                                    Transparent = source.IsTransparentNode,
                                }
                        )
                        .ToEquatableArray();
                    return new SliceSpec(sources, slice.BaseModelNode, Parameters(slice.SharedSettings, at));
                }
            )
            .ToEquatableArray();

    private EquatableArray<ParameterSpec> InputParameters(
        EquatableArray<NamedSetting> settings,
        SpecPath path,
        Model model,
        Model? baseOfScope
    )
    {
        if (schema.Base == BaseRole.Ignored || baseOfScope is null || !model.Equals(baseOfScope))
            return Parameters(settings, path);
        var kept = new List<NamedSetting>();
        foreach (NamedSetting setting in InOrder(settings))
        {
            if (schema.Find(setting.Name)!.Scope != ParameterScope.InputsWithoutBase)
                kept.Add(setting);
            else
                diagnostics.Add(ParameterOnBaseModel(setting.Name, schema, path.Member(setting.Name)));
        }
        return Parameters([.. kept], path);
    }

    /// <summary>A setting of the base model that only the other models have.</summary>
    private static MergeDiagnostic ParameterOnBaseModel(string parameter, MethodSchema schema, SpecPath path) =>
        DiagnosticKinds.ParameterOnBaseModel.At(
            path,
            $"{parameter} on the base model has no effect: {schema.Name} reads it only for the other models"
        );

    /// <summary>The settings in the order of the schema.</summary>
    private IEnumerable<NamedSetting> InOrder(EquatableArray<NamedSetting> settings) =>
        schema.Parameters.Join(settings, parameter => parameter.Name, setting => setting.Name, (_, setting) => setting);

    private EquatableArray<ParameterSpec> Parameters(EquatableArray<NamedSetting> settings, SpecPath path)
    {
        var parameters = new List<ParameterSpec>();
        foreach (NamedSetting setting in InOrder(settings))
        {
            SpecPath at = path.Member(setting.Name);
            (EquatableArray<RuleSpec>? rules, string? problem, int item) = SettingForm.Read(setting.Setting.Items);
            if (problem is not null)
            {
                diagnostics.Add(DiagnosticKinds.MalformedSetting.At(item < 0 ? at : at.Element(item), $"{setting.Name}: {problem}"));
                // A harmless value in its place: the parameter is not missing.
                rules = [new RuleSpec(null, [schema.Find(setting.Name)!.Default ?? 1])];
            }
            parameters.Add(new(setting.Name, rules!.Value));
        }
        return parameters.ToEquatableArray();
    }
}
