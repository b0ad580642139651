using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Json;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>A manifest, or what keeps a checkpoint from having one.</summary>
internal sealed record ManifestResult(Manifest? Manifest, IReadOnlyList<MergeDiagnostic> Diagnostics);

/// <summary>Reads the facts of a checkpoint off its tensors' names and its config.json.</summary>
internal static class ManifestBuilder
{
    /// <summary>Builds the manifest of a checkpoint.</summary>
    /// <param name="modelId">What references to it are compared with.</param>
    /// <param name="revision">The branch, tag or commit, where it is known.</param>
    /// <param name="tensors">Every tensor of the headers, in any order.</param>
    /// <param name="config">config.json.</param>
    /// <param name="licence">The licence that the model card names.</param>
    /// <param name="misfit">Reports a number of layers that config.json states and the tensors do not have; null for the report on a model's files.</param>
    public static ManifestResult Build(
        string modelId,
        string? revision,
        IReadOnlyList<(string Name, TensorDType DType, EquatableArray<long> Shape)> tensors,
        JsonObject config,
        string? licence,
        Func<LayerCountMisfit, MergeDiagnostic>? misfit = null
    )
    {
        if (Quantisation.Find(modelId, tensors, config) is { } quantised)
            return new(null, [quantised]);
        var notes = new List<string>();
        LayeredNames names = LayeredNames.Read(tensors);
        IReadOnlyList<StackCandidate> candidates = StackFinder.Find(names, config);
        var stacks = new List<StackManifest>();
        var misfits = new List<LayerCountMisfit>();
        foreach (StackCandidate candidate in candidates)
        {
            int count = LayerCounts.Reconcile(candidate, config, notes, misfits);
            stacks.Add(
                new()
                {
                    Name = candidate.Name,
                    Prefix = candidate.Prefix,
                    LayerCount = count,
                    CountKey = candidate.CountKey,
                    Kinds = candidate.Layers.Kinds(),
                    IsAuxiliary = candidate.IsAuxiliary,
                }
            );
        }
        if (misfits.Count > 0)
            return new(null, [.. misfits.Select(misfit ?? (found => FilesMisfit(modelId, found)))]);

        EquatableArray<TensorManifest> others = TensorRoles.Assign(names.Others(candidates), stacks, config);
        HashSet<string> finalNorms = Transparency.FinalNorms(others);
        for (int i = 0; i < stacks.Count; i++)
            stacks[i] = ResidualWriters.Describe(stacks[i], finalNorms, config, notes);
        if (stacks.Count == 0)
            notes.Add("no stack of layers was found: there is nothing that slices could cut");
        string modelType = config["model_type"]?.AsString ?? "";
        return new(
            new Manifest
            {
                Model = modelId,
                Revision = revision,
                Architecture = config["architectures"]?.AsArray?.Items.FirstOrDefault()?.AsString ?? "",
                ModelType = modelType,
                Stacks = stacks.ToEquatableArray(),
                Tensors = others,
                HeaderHash = Manifests.HeaderHash.Of(tensors),
                Licence = licence,
                TiesEmbeddings = TiedEmbeddings.Of(config, others),
                Config = ConfigFacts.Select(config),
                Notes = notes.ToEquatableArray(),
            },
            []
        );
    }

    private static MergeDiagnostic FilesMisfit(string modelId, LayerCountMisfit found) =>
        DiagnosticKinds.InvalidConfig.Says(
            FormattableString.Invariant(
                $"the model {Printable.Quote(modelId)} does not fit its config.json: {found.Key} is {found.Stated}, but its files have layers 0 to {found.Present - 1} below {Printable.Quote(found.Prefix)}; correct {found.Key} or fetch the missing files"
            )
        );
}
