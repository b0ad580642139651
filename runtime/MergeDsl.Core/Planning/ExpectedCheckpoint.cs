using MergeDsl.Collections;
using MergeDsl.Manifests;

namespace MergeDsl;

/// <summary>The checkpoint that a plan was checked against when it was made, known by the hash of its manifest.</summary>
/// <param name="Model">The model.</param>
/// <param name="HeaderHash">SHA-256 over the names, dtypes and shapes of its tensors, in hexadecimal: <see cref="Manifest.HeaderHash"/>.</param>
public sealed record ExpectedCheckpoint(Model Model, string HeaderHash)
{
    /// <summary>The checkpoints of those models of a merge that have a manifest.</summary>
    internal static EquatableArray<ExpectedCheckpoint> Of(MergePlan plan, ManifestSet manifests) =>
        plan
            .Models.Where(model => model.Plan is null)
            .Select(model => (Model: model, Manifest: manifests.Find(model)))
            .Where(pair => pair.Manifest is not null)
            .Select(pair => new ExpectedCheckpoint(pair.Model, pair.Manifest!.HeaderHash))
            .ToEquatableArray();
}
