namespace MergeDsl;

/// <summary>A spec in one shape: whole models are a slice over all layers, an unlisted base model is a source, and the scopes of every setting are joined to one chain.</summary>
internal sealed class ResolvedMerge
{
    private ResolvedMerge(MergeSpec spec, MethodSchema schema)
    {
        Spec = spec;
        Schema = schema;
    }

    public MergeSpec Spec { get; }

    public MethodSchema Schema { get; }

    public IReadOnlyList<ResolvedModule> Modules { get; private set; } = [];

    public IEnumerable<(ResolvedModule Module, ResolvedSlice Slice)> Slices =>
        Modules.SelectMany(module => module.Slices.Select(slice => (module, slice)));

    /// <summary>Every model of the merge once, in the order in which it is named, the base model first.</summary>
    public IReadOnlyList<Model> Models { get; private set; } = [];

    /// <summary>The first source that names a model; null where none does, as with a base model that is named as such alone.</summary>
    public ResolvedSource? FirstSource(Model model) => firstSources.TryGetValue(model, out ResolvedSource? source) ? source : null;

    private readonly Dictionary<Model, ResolvedSource> firstSources = [];

    /// <summary>The model whose configuration, tokenizer and other files the output gets.</summary>
    public Model? Donor => Spec.BaseModel ?? Slices.SelectMany(pair => pair.Slice.Sources).Select(source => source.Model).FirstOrDefault();

    public static ResolvedMerge Of(MergeSpec spec, MethodSchema schema)
    {
        var merge = new ResolvedMerge(spec, schema);
        var modules = new List<ResolvedModule>();
        if (!spec.Models.IsEmpty || !spec.Slices.IsEmpty)
        {
            modules.Add(new("default", SpecPath.Root, merge.ResolveSlices(spec.Models, spec.Slices, SpecPath.Root, null)));
        }
        foreach (ModuleSpec module in spec.Modules)
        {
            SpecPath path = SpecPath.Root.Member("modules").Member(module.Name);
            modules.Add(new(module.Name, path, merge.ResolveSlices(module.Models, module.Slices, path, module)));
        }
        merge.Modules = modules;
        foreach (ResolvedSource source in merge.Slices.SelectMany(pair => pair.Slice.Sources))
        {
            if (!merge.firstSources.ContainsKey(source.Model))
                merge.firstSources.Add(source.Model, source);
        }
        IEnumerable<Model> named = merge.Slices.SelectMany(pair => pair.Slice.Sources).Select(source => source.Model);
        merge.Models = [.. (spec.BaseModel is { } baseModel ? named.Prepend(baseModel) : named).Distinct()];
        return merge;
    }

    private List<ResolvedSlice> ResolveSlices(
        EquatableArray<InputSpec> models,
        EquatableArray<SliceSpec> slices,
        SpecPath path,
        ModuleSpec? module
    )
    {
        List<(EquatableArray<ParameterSpec>, SpecPath)> outer = [];
        if (module is not null)
            outer.Add((module.Parameters, path));
        outer.Add((Spec.Parameters, SpecPath.Root));

        var resolved = new List<ResolvedSlice>();
        if (!models.IsEmpty)
        {
            SpecPath at = path.Member("models");
            var sources = models
                .Select(
                    (input, i) =>
                        new ResolvedSource(
                            input.Model,
                            null,
                            false,
                            Is(input.Model, Spec.BaseModel),
                            false,
                            at.Element(i),
                            Chains(ParameterScope.EveryInput, [(input.Parameters, at.Element(i)), .. outer])
                        )
                )
                .ToList();
            if (Spec.BaseModel is { } unlisted && !models.Any(input => input.Model.Equals(unlisted)))
            {
                sources.Add(
                    new(
                        unlisted,
                        null,
                        false,
                        Is(unlisted, Spec.BaseModel),
                        true,
                        SpecPath.Root.Member("base_model"),
                        Chains(ParameterScope.EveryInput, outer)
                    )
                );
            }
            resolved.Add(new(at, Spec.BaseModel, true, sources, Chains(ParameterScope.Merge, outer)));
        }
        for (int i = 0; i < slices.Count; i++)
        {
            SliceSpec slice = slices[i];
            SpecPath at = path.Member("slices").Element(i);
            Model? baseModel = slice.BaseModel ?? Spec.BaseModel;
            List<(EquatableArray<ParameterSpec>, SpecPath)> scopes = [(slice.Parameters, at), .. outer];
            var sources = slice
                .Sources.Select(
                    (source, j) =>
                    {
                        SpecPath sourcePath = at.Member("sources").Element(j);
                        return new ResolvedSource(
                            source.Model,
                            source.Layers,
                            source.Transparent,
                            Is(source.Model, baseModel),
                            false,
                            sourcePath,
                            Chains(ParameterScope.EveryInput, [(source.Parameters, sourcePath), .. scopes])
                        );
                    }
                )
                .ToList();
            resolved.Add(new(at, baseModel, false, sources, Chains(ParameterScope.Merge, scopes)));
        }
        return resolved;
    }

    private bool Is(Model model, Model? baseModel) => Schema.Base != BaseRole.Ignored && baseModel is not null && model.Equals(baseModel);

    private Dictionary<string, SettingChain> Chains(
        ParameterScope scope,
        List<(EquatableArray<ParameterSpec> Parameters, SpecPath Path)> scopes
    )
    {
        var chains = new Dictionary<string, SettingChain>(StringComparer.Ordinal);
        foreach (ParameterSchema parameter in Schema.Parameters)
        {
            if (scope == ParameterScope.Merge != (parameter.Scope == ParameterScope.Merge))
                continue;
            var rules = new List<PlacedRule>();
            foreach ((EquatableArray<ParameterSpec> parameters, SpecPath path) in scopes)
            {
                foreach (ParameterSpec set in parameters)
                {
                    if (set.Name != parameter.Name)
                        continue;
                    SpecPath at = path.Member(parameter.Name);
                    bool isList = set.Setting.Rules.Count > 1 || set.Setting.Rules.Any(rule => rule.Filter is not null);
                    rules.AddRange(set.Setting.Rules.Select((rule, i) => new PlacedRule(rule, isList ? at.Element(i) : at)));
                }
            }
            chains.Add(parameter.Name, new(parameter, rules));
        }
        return chains;
    }
}

/// <summary>A stack of layers that is merged.</summary>
internal sealed record ResolvedModule(string Name, SpecPath Path, IReadOnlyList<ResolvedSlice> Slices);

/// <summary>Output layers made from one range of each source.</summary>
internal sealed record ResolvedSlice(
    SpecPath Path,
    Model? BaseModel,
    bool IsWholeModels,
    IReadOnlyList<ResolvedSource> Sources,
    IReadOnlyDictionary<string, SettingChain> Settings
);

/// <summary>A model and a range of its layers.</summary>
/// <param name="Model">The model.</param>
/// <param name="Layers">The layers; null for all.</param>
/// <param name="Transparent">Whether its residual writers are scaled by 0.</param>
/// <param name="IsBase">Whether the method takes it as the base model.</param>
/// <param name="IsUnlistedBase">Whether it is a source only because it is the base model.</param>
/// <param name="Path">Where it was written.</param>
/// <param name="Settings">The chains of the parameters that are read for each input.</param>
internal sealed record ResolvedSource(
    Model Model,
    Range? Layers,
    bool Transparent,
    bool IsBase,
    bool IsUnlistedBase,
    SpecPath Path,
    IReadOnlyDictionary<string, SettingChain> Settings
)
{
    /// <summary>Where the model is named.</summary>
    public SpecPath ModelPath => IsUnlistedBase ? Path : Path.Member("model");

    /// <summary>Whether a parameter is read for this source.</summary>
    public bool Reads(ParameterSchema parameter) =>
        parameter.Scope == ParameterScope.EveryInput || (parameter.Scope == ParameterScope.InputsWithoutBase && !IsBase);
}
