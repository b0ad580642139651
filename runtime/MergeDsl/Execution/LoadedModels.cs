using MergeDsl.Checkpoints;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.OutputFiles;
using MergeDsl.Specs;

namespace MergeDsl.Execution;

/// <summary>The known facts about the models of a merge: from manifests, and from the headers of those that are on the disk.</summary>
internal sealed class LoadedModels
{
    private readonly List<MergeDiagnostic> diagnostics = [];
    private readonly Dictionary<Model, Checkpoint> checkpoints = [];

    private LoadedModels(ManifestSet manifests, IReadOnlyDictionary<string, bool> ids) => (Manifests, Ids) = (manifests, ids);

    public ManifestSet Manifests { get; }

    /// <summary>The ids of models and adapters that the spec names, each with whether it is the path of a directory.</summary>
    public IReadOnlyDictionary<string, bool> Ids { get; }

    public IReadOnlyDictionary<Model, Checkpoint> Checkpoints => checkpoints;

    public IReadOnlyList<MergeDiagnostic> Diagnostics => diagnostics;

    /// <summary>Loads the models of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">Those of its models that other merges make.</param>
    /// <param name="given">Manifests that were given.</param>
    /// <param name="resolver">Finds the directories.</param>
    /// <param name="required">Whether a model that is nowhere is an error; for a plan alone it is just unknown.</param>
    public static LoadedModels Load(
        MergePlan plan,
        IReadOnlyCollection<Model> inputs,
        IEnumerable<Manifest> given,
        ModelResolver resolver,
        bool required
    )
    {
        var manifests = new ManifestSet(given);
        var loaded = new LoadedModels(
            manifests,
            ModelReferences
                .Of(plan.Spec)
                .Where(reference => reference.Model.Plan is null)
                .SelectMany(reference => new[] { reference.Model.Id, reference.Model.Adapter })
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .ToDictionary(id => id, id => PublishedNames.IsPath(id) || resolver.IsPath(id), StringComparer.Ordinal)
        );
        foreach (Model model in plan.Models)
        {
            resolver.CancellationToken.ThrowIfCancellationRequested();
            if (model.IsMalformed || model.Plan is not null || inputs.Contains(model))
                continue;
            loaded.Load(
                model,
                plan.PathOf(model),
                manifests.Find(model),
                plan.Checkpoints.FirstOrDefault(checkpoint => checkpoint.Model.Equals(model)),
                resolver,
                required
            );
        }
        return loaded;
    }

    private void Load(Model model, SpecPath path, Manifest? given, ExpectedCheckpoint? expected, ModelResolver resolver, bool required)
    {
        ModelResolution resolution = resolver.Resolve(model, path);
        foreach (MergeDiagnostic diagnostic in resolution.Diagnostics)
        {
            // A plan does without the model, and does not mind what only a run has no means for.
            if (required || (diagnostic.Kind != DiagnosticKinds.ModelNotFound && diagnostic.Kind != DiagnosticKinds.NotSupported))
                diagnostics.Add(diagnostic);
        }
        if (resolution.Directory is null && !required && given is null && resolver.NearMiss(model.Id) is { } nearest)
        {
            diagnostics.Add(
                DiagnosticKinds.MisspeltModel.At(
                    path,
                    $"{Printable.Quote(model.ToString())} is not found, so that nothing of it is checked; did you mean {Printable.Quote(nearest)}, which is in --models-dir?"
                ) with
                {
                    Suggestion = nearest,
                }
            );
        }
        if (resolution.Directory is not { } directory)
            return;
        CheckpointResult opened = Checkpoint.Open(directory, resolver.CancellationToken);
        foreach (MergeDiagnostic diagnostic in opened.Diagnostics)
            Report(diagnostic, path);
        if (opened.Checkpoint is not { } checkpoint)
            return;
        resolver.CancellationToken.ThrowIfCancellationRequested();
        ManifestResult read = checkpoint.ReadManifest(model.Id, model.Revision);
        foreach (MergeDiagnostic diagnostic in read.Diagnostics)
            Report(diagnostic, path);
        if (read.Manifest is not { } manifest)
            return;
        if (Drift(given, expected, manifest) is { } drift)
        {
            Report(
                DiagnosticKinds.ManifestDrift.At(
                    path,
                    $"{Printable.Quote(model.ToString())} in {Printable.Quote(directory)} has other tensors than its manifest says: {drift}, or use the model that it was made from"
                ),
                path
            );
            return;
        }
        checkpoints[model] = checkpoint;
        Manifests.Add(model, manifest);
    }

    /// <summary>The difference from the manifest, and half of the cure; null where there is none. Of a plan that was checked before, the hash is all that is left of the manifest.</summary>
    private static string? Drift(Manifest? given, ExpectedCheckpoint? expected, Manifest actual)
    {
        if (given is not null && given.HeaderHash != actual.HeaderHash)
            return $"{ManifestDrift.Describe(given, actual)}; make the manifest again";
        if (expected is null || expected.HeaderHash == actual.HeaderHash)
            return null;
        return $"the hash of their names, dtypes and shapes is {Start(actual.HeaderHash)}, not {Start(expected.HeaderHash)}; make the manifest and the plan again";

        static string Start(string hash) => hash.Length > 12 ? hash[..12] + "..." : hash;
    }

    private void Report(MergeDiagnostic diagnostic, SpecPath path) =>
        diagnostics.Add(diagnostic.Place is null && diagnostic.Path.Text.Length == 0 ? diagnostic with { Path = path } : diagnostic);
}
