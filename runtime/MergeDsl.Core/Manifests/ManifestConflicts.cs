using MergeDsl.Diagnostics;

namespace MergeDsl.Manifests;

/// <summary>Finds manifests that are of one model and state different facts: a merge would be checked against either of them.</summary>
internal static class ManifestConflicts
{
    /// <summary>Returns the manifests that contradict an earlier one, by index, with the error about each.</summary>
    /// <param name="manifests">The manifests, with the names of their files for messages; null where they have none.</param>
    public static IEnumerable<(int Index, MergeDiagnostic Diagnostic)> Find(IReadOnlyList<(string? File, Manifest Manifest)> manifests)
    {
        var first = new Dictionary<Model, int>();
        for (int i = 0; i < manifests.Count; i++)
        {
            (string? file, Manifest manifest) = manifests[i];
            Model model = ManifestSet.Reference(manifest);
            if (!first.TryGetValue(model, out int earlier))
            {
                first.Add(model, i);
                continue;
            }
            (string? otherFile, Manifest other) = manifests[earlier];
            if (manifest.Equals(other))
                continue;
            string both = file is null || otherFile is null ? "two manifests" : $"{Printable.Quote(otherFile)} and {Printable.Quote(file)}";
            string difference = manifest.HeaderHash == other.HeaderHash ? "facts other than their tensors" : "different tensors";
            yield return (
                i,
                DiagnosticKinds.ConflictingManifests.Says(
                    $"{both} are of {Printable.Quote(model.ToString())} and state {difference}; keep the one of the checkpoint that is meant, or make one again with another --model"
                )
            );
        }
    }
}
