using MergeDsl.Manifests;
using MergeDsl.Rules;

namespace MergeDsl.Graph;

/// <summary>A merge of a graph with all that the rules made of it.</summary>
/// <param name="Node">The merge as it was read.</param>
/// <param name="Check">What the rules made of it.</param>
/// <param name="Manifests">What it was checked against.</param>
/// <param name="Inputs">Those of the plan's models that other merges make, with the index of the merge. A model has the plan of its merge, where that has one.</param>
internal sealed record CheckedNode(MergeNode Node, MergeCheck Check, ManifestSet Manifests, IReadOnlyDictionary<Model, int> Inputs);
