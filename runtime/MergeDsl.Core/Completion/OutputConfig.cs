using MergeDsl.Configuration;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Manifests;
using MergeDsl.Planning;
using MergeDsl.Specs;
using MergeDsl.Tensors;

namespace MergeDsl.Completion;

/// <summary>The configuration of an output: the donor's, in step with the layers and the dtype of the output. The plan makes it of manifests, the run of the real config.json.</summary>
/// <param name="Config">The edited config.json.</param>
/// <param name="Diagnostics">What cannot be expressed in it.</param>
/// <param name="DroppedTensors">Names of output tensors that a layer does not have at its new place.</param>
internal sealed record OutputConfig(
    JsonObject Config,
    IReadOnlyList<MergeDiagnostic> Diagnostics,
    IReadOnlyCollection<string> DroppedTensors
)
{
    /// <summary>The configuration of a completed merge.</summary>
    /// <param name="merge">The merge.</param>
    /// <param name="donor">The donor's config.json, or what its manifest keeps of it.</param>
    public static OutputConfig Of(CompletedMerge merge, JsonObject donor)
    {
        JsonObject config = donor;
        var diagnostics = new List<MergeDiagnostic>();
        var dropped = new HashSet<string>(StringComparer.Ordinal);
        HashSet<int> transparent = [.. PlanFacts.Transparent(merge)];
        foreach (PlanModule module in merge.Plan.Modules)
        {
            StackManifest stack = SourceLayers.StackOf(merge.ManifestOf(merge.Plan.Donor!), module.Name);
            LayerOrigin[] origins = Origins(merge, module, config, stack, out LayerSource source);
            LayerPositionResult result = LayerPosition.Apply(
                source,
                origins,
                ReferenceEquals(module, merge.Plan.Modules[0]) ? transparent : []
            );
            config = result.Config;
            foreach ((int layer, string kind) in result.Dropped)
                dropped.Add(stack.LayerPrefix(layer) + kind);
            SpecPath path = PathOf(merge, module, result);
            diagnostics.AddRange(result.Diagnostics.Select(diagnostic => diagnostic with { Path = path }));
        }
        MergeSpec spec = merge.Plan.Spec;
        DType written = spec.OutDType != DType.Unspecified ? spec.OutDType : spec.DType;
        if (written != DType.Unspecified)
            config = ConfigDType.Set(config, written.YamlName());
        return new(config, diagnostics, dropped);
    }

    /// <summary>The generation config of an output, in step with its layers.</summary>
    public static JsonObject Generation(CompletedMerge merge, JsonObject donor, JsonObject generation)
    {
        PlanModule module = merge.Plan.Modules[0];
        StackManifest stack = SourceLayers.StackOf(merge.ManifestOf(merge.Plan.Donor!), module.Name);
        LayerOrigin[] origins = Origins(merge, module, donor, stack, out LayerSource source);
        return GenerationConfigPosition.Apply(generation, source, origins);
    }

    private static LayerOrigin[] Origins(
        CompletedMerge merge,
        PlanModule module,
        JsonObject config,
        StackManifest stack,
        out LayerSource donor
    )
    {
        LayerSource own = donor = LayerSource.Of(config, stack);
        var sources = new Dictionary<Model, LayerSource> { [merge.Plan.Donor!] = own };
        return
        [
            .. merge
                .Layers.Where(layer => ReferenceEquals(layer.Module, module))
                .Select(layer =>
                {
                    PlanSource first = layer.Slice.Sources[0];
                    if (!sources.TryGetValue(first.Model, out LayerSource? from))
                        sources.Add(first.Model, from = LayerSource.Of(merge.ManifestOf(first), merge.StackOf(module, first)));
                    return new LayerOrigin(from, layer.SourceLayers[0]);
                }),
        ];
    }

    /// <summary>The range that moved the first layer that is affected; the first range that moves any where no layer is named.</summary>
    private static SpecPath PathOf(CompletedMerge merge, PlanModule module, LayerPositionResult result)
    {
        OutputLayer[] layers = [.. merge.Layers.Where(layer => ReferenceEquals(layer.Module, module))];
        HashSet<int> changed = [.. result.Changed];
        OutputLayer? layer =
            layers.FirstOrDefault(candidate => changed.Contains(candidate.Index))
            ?? layers.FirstOrDefault(candidate => candidate.SourceLayers[0] != candidate.Index)
            ?? layers.FirstOrDefault();
        if (layer is null)
            return SpecPath.Root.Member("merge_method");
        return layer.Slice.IsWholeModels ? layer.Slice.Sources[0].ModelPath : layer.Slice.Sources[0].Path.Member("layer_range");
    }
}
