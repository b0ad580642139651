using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Schemas;
using MergeDsl.Specs;

namespace MergeDsl.Planning;

/// <summary>Resolves a spec to the modules of a plan: whole models become a slice over all layers, an unlisted base model a source, and the scopes of every setting are joined to one chain.</summary>
internal sealed class SpecResolver
{
    private readonly MergeSpec spec;
    private readonly MethodSchema schema;

    private SpecResolver(MergeSpec spec, MethodSchema schema) => (this.spec, this.schema) = (spec, schema);

    public static IReadOnlyList<PlanModule> Resolve(MergeSpec spec, MethodSchema schema)
    {
        var resolver = new SpecResolver(spec, schema);
        var modules = new List<PlanModule>();
        if (!spec.Models.IsEmpty || !spec.Slices.IsEmpty)
            modules.Add(new("default", SpecPath.Root, resolver.ResolveSlices(spec.Models, spec.Slices, SpecPath.Root, null)));
        foreach (ModuleSpec module in spec.Modules)
        {
            SpecPath path = SpecPath.Root.Member("modules").Member(module.Name);
            modules.Add(new(module.Name, path, resolver.ResolveSlices(module.Models, module.Slices, path, module)));
        }
        return modules;
    }

    private List<PlanSlice> ResolveSlices(
        EquatableArray<InputSpec> models,
        EquatableArray<SliceSpec> slices,
        SpecPath path,
        ModuleSpec? module
    )
    {
        List<(EquatableArray<ParameterSpec>, SpecPath)> outer = [];
        if (module is not null)
            outer.Add((module.Parameters, path));
        outer.Add((spec.Parameters, SpecPath.Root));

        var resolved = new List<PlanSlice>();
        if (!models.IsEmpty)
        {
            SpecPath at = path.Member("models");
            var sources = models
                .Select(
                    (input, i) =>
                        new PlanSource(
                            input.Model,
                            null,
                            false,
                            Is(input.Model, spec.BaseModel),
                            false,
                            at.Element(i),
                            Chains(ParameterScope.EveryInput, [(input.Parameters, at.Element(i)), .. outer])
                        )
                )
                .ToList();
            if (spec.BaseModel is { } unlisted && !models.Any(input => input.Model.Equals(unlisted)))
            {
                sources.Add(
                    new(
                        unlisted,
                        null,
                        false,
                        Is(unlisted, spec.BaseModel),
                        true,
                        SpecPath.Root.Member("base_model"),
                        Chains(ParameterScope.EveryInput, outer)
                    )
                );
            }
            resolved.Add(new(at, spec.BaseModel, true, sources, Chains(ParameterScope.Merge, outer)));
        }
        for (int i = 0; i < slices.Count; i++)
        {
            SliceSpec slice = slices[i];
            SpecPath at = path.Member("slices").Element(i);
            Model? baseModel = slice.BaseModel ?? spec.BaseModel;
            List<(EquatableArray<ParameterSpec>, SpecPath)> scopes = [(slice.Parameters, at), .. outer];
            var sources = slice
                .Sources.Select(
                    (source, j) =>
                    {
                        SpecPath sourcePath = at.Member("sources").Element(j);
                        return new PlanSource(
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

    private bool Is(Model model, Model? baseModel) => schema.Base != BaseRole.Ignored && baseModel is not null && model.Equals(baseModel);

    private Dictionary<string, SettingChain> Chains(
        ParameterScope scope,
        List<(EquatableArray<ParameterSpec> Parameters, SpecPath Path)> scopes
    )
    {
        var chains = new Dictionary<string, SettingChain>(StringComparer.Ordinal);
        foreach (ParameterSchema parameter in schema.Parameters)
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
                    bool isList = set.Rules.Count > 1 || set.Rules.Any(rule => rule.Filter is not null);
                    rules.AddRange(set.Rules.Select((rule, i) => new PlacedRule(rule, isList ? at.Element(i) : at)));
                }
            }
            chains.Add(parameter.Name, new(parameter, rules));
        }
        return chains;
    }
}
