using MergeDsl.Collections;
using MergeDsl.Completion;
using MergeDsl.Manifests;
using MergeDsl.Specs;

namespace MergeDsl.Execution;

/// <summary>Says with numbers and names what a spec leaves to its models: layers counted from the end, and what writes to the residual stream. mergekit has no other form for either.</summary>
internal static class SpelledOut
{
    /// <summary>The spec, as far as the manifests of its models are known.</summary>
    public static MergeSpec Of(MergeSpec spec, ManifestSet manifests) =>
        spec with
        {
            Slices = Slices(spec, spec.Slices, [], "default", manifests),
            Modules = spec
                .Modules.Select(module => module with { Slices = Slices(spec, module.Slices, module.Parameters, module.Name, manifests) })
                .ToEquatableArray(),
        };

    private static EquatableArray<SliceSpec> Slices(
        MergeSpec spec,
        EquatableArray<SliceSpec> slices,
        EquatableArray<ParameterSpec> around,
        string module,
        ManifestSet manifests
    ) =>
        slices
            .Select(slice =>
                slice with
                {
                    Sources = slice
                        .Sources.Select(source =>
                            Source(source, [.. source.Parameters, .. slice.Parameters, .. around, .. spec.Parameters], module, manifests)
                        )
                        .ToEquatableArray(),
                }
            )
            .ToEquatableArray();

    private static SourceSpec Source(SourceSpec source, IReadOnlyList<ParameterSpec> scopes, string module, ManifestSet manifests)
    {
        if (manifests.Find(source.Model) is not { } manifest)
            return source;
        SourceLayers layers = SourceLayers.Of(manifest, module, source.Layers);
        StackManifest stack = layers.Stack;
        if (layers is { Start: >= 0, End: >= 0 })
            source = source with { Layers = layers.Start..layers.End };
        if (!source.Transparent || stack.ResidualWriters.IsEmpty)
            return source;
        IReadOnlyList<ModuleTensors> modules = [.. ModuleTensors.Of(manifest)];
        var filters = new ModuleFilters(modules);
        string[] writers =
        [
            .. modules
                .Where(tensors => ReferenceEquals(tensors.Stack, stack))
                .SelectMany(tensors => Writers(tensors, layers, filters))
                .Distinct(StringComparer.Ordinal),
        ];
        ParameterSpec? own = source.Parameters.FirstOrDefault(parameter => parameter.Name == "scale");
        bool closes = !scopes.Any(parameter => parameter.Name == "scale");
        RuleSpec[] rules =
        [
            .. writers.Select(writer => new RuleSpec(writer, [0])),
            .. own?.Rules ?? [],
            .. closes ? (RuleSpec[])[new(null, [1])] : [],
        ];
        return source with
        {
            Transparent = false,
            Parameters = [.. source.Parameters.Where(parameter => parameter.Name != "scale"), new("scale", rules.ToEquatableArray())],
        };
    }

    /// <summary>Texts that match what a module writes to the residual stream: one for all of it where that is the whole module.</summary>
    private static IEnumerable<string> Writers(ModuleTensors tensors, SourceLayers layers, ModuleFilters filters)
    {
        string[] writers = [.. tensors.Kinds.Where(layers.Writes).Select(kind => kind.Name)];
        if (writers.Length == 0)
            return [];
        bool isWhole = writers.Length == tensors.Kinds.Count;
        return
            isWhole && (filters.Find(tensors.Within, [tensors], null) ?? filters.Find(tensors.Within, [tensors], layers.Stack)) is { } text
            ? [text]
            : writers;
    }
}
