using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Planning;

namespace MergeDsl.Rules;

/// <summary>Rules that need the manifests: ranges against the layers there are, models that fit each other, modules.</summary>
internal static class ModelRules
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, ManifestSet manifests) =>
        Misspelt(merge, manifests)
            .Concat(Modules(merge, manifests))
            .Concat(Ends(merge, manifests))
            .Concat(Ranges(merge, manifests))
            .Concat(Architectures(merge, manifests))
            .Concat(Licences(merge, manifests));

    /// <summary>The most names that one is compared with.</summary>
    private const int MostCandidates = 100;

    /// <summary>Models without a manifest whose ids are near misses of those that have one, or that the merge names more often.</summary>
    private static IEnumerable<MergeDiagnostic> Misspelt(MergePlan merge, ManifestSet manifests)
    {
        Dictionary<Model, int> counts = merge
            .Sources.Where(source => source.Model.Plan is null)
            .GroupBy(source => new Model(source.Model.Id))
            .ToDictionary(group => group.Key, group => group.Count());
        string[] ids = [.. manifests.Ids.Take(MostCandidates)],
            often =

            [
                .. counts
                    .Where(pair => pair.Value > 1)
                    .OrderByDescending(pair => pair.Value)
                    .Select(pair => pair.Key.Id)
                    .Take(MostCandidates),
            ];
        foreach (Model model in merge.Models.Where(model => model.Plan is null && !model.IsMalformed && manifests.Find(model) is null))
        {
            bool isNamedOnce = !counts.TryGetValue(new(model.Id), out int count) || count == 1;
            if (NearModel.Of(model.Id, isNamedOnce ? [.. ids, .. often] : ids) is not { } nearest)
                continue;
            bool hasManifest = ids.Contains(nearest);
            yield return DiagnosticKinds.MisspeltModel.At(
                merge.PathOf(model),
                hasManifest
                    ? $"nothing is known of {Printable.Quote(model.ToString())}, so it is checked only when the merge runs; did you mean {Printable.Quote(nearest)}, whose manifest is there?"
                    : $"{Printable.Quote(model.ToString())} is named once, and {Printable.Quote(nearest)} {counts[new(nearest)]} times; did you mean that?"
            ) with
            {
                Suggestion = nearest,
            };
        }
    }

    /// <summary>Slices that begin behind the first layer of their model, or end before its last.</summary>
    private static IEnumerable<MergeDiagnostic> Ends(MergePlan merge, ManifestSet manifests)
    {
        foreach (PlanModule module in merge.Modules.Where(module => module.Slices.Count > 0))
        {
            PlanSource? first = module.Slices[0].Sources.FirstOrDefault(),
                last = module.Slices[module.Slices.Count - 1].Sources.FirstOrDefault();
            if (
                first?.Layers is { Start: { IsFromEnd: false, Value: > 0 } start } begin
                && LayerIndices.Count(begin, null) is not <= 0
                && !module
                    .Slices.SelectMany(slice => slice.Sources)
                    .Any(source => source.Layers is { Start: { IsFromEnd: false, Value: 0 } })
            )
            {
                yield return DiagnosticKinds.EndLeftOut.At(
                    first.Path.Member("layer_range"),
                    $"the merge begins with layer {Numbers.Format(start.Value)} of {Printable.Quote(first.Model.ToString())}, and the layers before it are left out; see that this is meant, or begin at layer 0"
                ) with
                {
                    Severity = Severity.Note,
                };
            }
            if (
                last?.Layers is { End: { IsFromEnd: false, Value: var end } } range
                && manifests.Find(last.Model) is { } manifest
                && SourceLayers.StackOf(manifest, module.Name).LayerCount is var count
                && end == count - 1
                && end > range.Start.GetOffset(count)
            )
            {
                yield return DiagnosticKinds.EndLeftOut.At(
                    last.Path.Member("layer_range"),
                    $"{CanonicalText.Range(range)} ends before layer {end}, the last of {Printable.Quote(last.Model.ToString())}: the end of a range is exclusive; end it at {count}, or count from the end if the layer is to go (..^1)"
                ) with
                {
                    Suggestion = $"{CanonicalText.Range(new(range.Start, count)).Trim('[', ']')}",
                };
            }
        }
    }

    private static IEnumerable<MergeDiagnostic> Modules(MergePlan merge, ManifestSet manifests)
    {
        foreach (PlanModule module in merge.Modules)
        {
            if (module.Name == "default")
                continue;
            Manifest? manifest = module
                .Slices.SelectMany(slice => slice.Sources)
                .Select(source => manifests.Find(source.Model))
                .FirstOrDefault(found => found is not null);
            if (manifest is null || manifest.Stacks.Any(stack => stack.Name == module.Name))
                continue;
            string[] known = [.. manifest.Stacks.Select(stack => stack.Name)];
            string? nearest = NearestName.Of(module.Name, known);
            yield return DiagnosticKinds.UnknownModule.At(
                module.Path.Key,
                $"{Printable.Quote(manifest.Model)} has no module {Printable.Quote(module.Name)}{(nearest is null ? "; its" : $"; did you mean {Printable.Quote(nearest)}? Its")} modules are {string.Join(", ", known)}"
            ) with
            {
                Suggestion = nearest,
            };
        }
    }

    private static IEnumerable<MergeDiagnostic> Ranges(MergePlan merge, ManifestSet manifests)
    {
        foreach ((PlanModule module, PlanSlice slice) in merge.Slices)
        {
            (PlanSource Source, int Length)? first = null;
            foreach (PlanSource source in slice.Sources)
            {
                if (manifests.Find(source.Model) is not { } manifest)
                    continue;
                (StackManifest stack, int start, int end) = SourceLayers.Of(manifest, module.Name, source.Layers);
                int layers = stack.LayerCount;
                if (layers == 0)
                {
                    if (source.Layers is not null)
                        yield return DiagnosticKinds.NoLayers.At(
                            source.ModelPath,
                            $"{Printable.Quote(source.Model.ToString())} has no layers that a slice could take: none of its tensors' names has a layer number; merge it as a whole"
                        );
                    continue;
                }
                string model = Printable.Quote(source.Model.ToString());
                SpecPath path = source.Path.Member("layer_range");
                if (start < 0 || end > layers || start >= layers)
                {
                    string cure = start >= layers || start < 0 ? "take layers that it has" : $"end the range at {layers}";
                    yield return DiagnosticKinds.LayerRangePastEnd.At(
                        path,
                        $"{CanonicalText.Range(source.Layers)} goes past the layers of {model}, which has {layers}: 0 to {layers - 1}; {cure}"
                    ) with
                    {
                        Suggestion = Clamped(start, end, layers),
                    };
                    continue;
                }
                int length = end - start;
                if (length <= 0)
                {
                    // Mixed ends such as [2..^30] show only here that nothing is left; the others are caught without a manifest.
                    if (source.Layers is { } range && range.Start.IsFromEnd != range.End.IsFromEnd)
                    {
                        yield return DiagnosticKinds.EmptyLayerRange.At(
                            path,
                            $"{CanonicalText.Range(range)} of {model}, which has {layers} layers, is [{start}..{end}] and takes none; widen the range"
                        ) with
                        {
                            Suggestion = length < 0 ? $"{end}..{start}" : null,
                        };
                    }
                    continue;
                }
                if (first is null)
                    first = (source, length);
                else if (length != first.Value.Length && !BothKnownAlready(source, first.Value.Source))
                    yield return InputRules.UnequalLength(source, length, first.Value.Source, first.Value.Length);
            }
        }
    }

    /// <summary>The part of a range within the existing layers; null where it is empty.</summary>
    private static string? Clamped(int start, int end, int layers) =>
        Math.Max(start, 0) < Math.Min(end, layers)
            ? $"{Numbers.Format(Math.Max(start, 0))}..{Numbers.Format(Math.Min(end, layers))}"
            : null;

    private static bool BothKnownAlready(PlanSource left, PlanSource right) =>
        left.Layers is not null
        && right.Layers is not null
        && LayerIndices.Count(left.Layers, null) is not null
        && LayerIndices.Count(right.Layers, null) is not null;

    private static IEnumerable<MergeDiagnostic> Architectures(MergePlan merge, ManifestSet manifests)
    {
        PlanSource? first = null;
        var said = new HashSet<Model>();
        foreach (PlanSource source in merge.Sources)
        {
            if (manifests.Find(source.Model) is not { } manifest)
                continue;
            first ??= source;
            Manifest reference = manifests.Find(first.Model)!;
            if (manifest.ModelType == reference.ModelType && manifest.Architecture == reference.Architecture)
                continue;
            if (ReferenceEquals(manifest, reference) || !said.Add(source.Model))
                continue;
            bool sameTensors = Kinds(manifest).SetEquals(Kinds(reference));
            string both =
                $"{Printable.Quote(source.Model.ToString())} is {Name(manifest)} and {Printable.Quote(first.Model.ToString())} is {Name(reference)}";
            if (
                sameTensors && manifest.Tensors.Select(tensor => tensor.Name).SequenceEqual(reference.Tensors.Select(tensor => tensor.Name))
            )
            {
                yield return DiagnosticKinds.MixedArchitectures.At(
                    source.ModelPath,
                    $"{both}; their tensors have the same names, but the output runs as the latter, so check that the two compute alike"
                ) with
                {
                    Severity = Severity.Warning,
                };
            }
            else
            {
                yield return DiagnosticKinds.MixedArchitectures.At(
                    source.ModelPath,
                    $"{both}: their layers have different tensors and cannot stand in one model; merge models of one architecture"
                );
            }
        }
    }

    private static string Name(Manifest manifest) =>
        manifest.Architecture.Length > 0 ? manifest.Architecture
        : manifest.ModelType.Length > 0 ? manifest.ModelType
        : "of an unknown architecture";

    private static HashSet<string> Kinds(Manifest manifest) =>
        [.. manifest.Stacks.SelectMany(stack => stack.Kinds.Select(kind => stack.Prefix + kind.Name))];

    private static IEnumerable<MergeDiagnostic> Licences(MergePlan merge, ManifestSet manifests)
    {
        (string Licence, Model Model)[] licences =
        [
            .. merge
                .Models.Select(model => (manifests.Find(model)?.Licence, model))
                .Where(pair => pair.Licence is not null)
                .Select(pair => (pair.Licence!, pair.model)),
        ];
        (string Licence, Model Model) other = licences.FirstOrDefault(pair => pair.Licence != licences[0].Licence);
        if (other.Model is null)
            yield break;
        PlanSource? source = merge.FirstSource(other.Model);
        yield return DiagnosticKinds.DifferentLicences.At(
            source?.ModelPath ?? SpecPath.Root.Member("base_model"),
            $"{Printable.Quote(other.Model.ToString())} is under {Printable.Quote(other.Licence)} and {Printable.Quote(licences[0].Model.ToString())} under {Printable.Quote(licences[0].Licence)}; see that the merge may be used under both"
        );
    }
}
