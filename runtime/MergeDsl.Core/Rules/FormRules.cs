using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Specs;

namespace MergeDsl.Rules;

/// <summary>Rules about the shape of a declaration: which form it has, its slices, ranges and references.</summary>
internal static class FormRules
{
    public static IEnumerable<MergeDiagnostic> Check(MergeSpec spec)
    {
        foreach (MergeDiagnostic diagnostic in OneForm(spec.Models.IsEmpty, spec.Slices.IsEmpty, spec.Modules.IsEmpty, SpecPath.Root))
            yield return diagnostic;
        foreach (ModuleSpec module in spec.Modules)
        {
            SpecPath path = SpecPath.Root.Member("modules").Member(module.Name);
            foreach (MergeDiagnostic diagnostic in OneForm(module.Models.IsEmpty, module.Slices.IsEmpty, true, path))
                yield return diagnostic;
        }
        foreach ((SliceSpec slice, SpecPath path) in Slices(spec))
        {
            if (slice.Sources.IsEmpty)
                yield return DiagnosticKinds.NoSources.At(
                    path.Member("sources"),
                    "this slice has no sources, so it makes no layers; give it at least one, or remove the slice"
                );
            for (int i = 0; i < slice.Sources.Count; i++)
            {
                if (Range(slice.Sources[i], path.Member("sources").Element(i).Member("layer_range")) is { } range)
                    yield return range;
            }
        }
        foreach ((Model model, SpecPath path) in ModelReferences.Of(spec))
        {
            if (Reference(model) is { } problem)
                yield return DiagnosticKinds.InvalidModelReference.At(path, problem);
        }
        foreach ((ModuleSpec module, int i) in spec.Modules.Select((module, i) => (module, i)))
        {
            if (spec.Modules.Take(i).Any(other => other.Name == module.Name))
                yield return DiagnosticKinds.SameNameTwice.At(
                    SpecPath.Root.Member("modules").Element(i),
                    $"the module {Printable.Quote(module.Name)} is given twice; give each module once, with all of its slices"
                );
        }
    }

    private static string? Reference(Model model) =>
        model switch
        {
            { IsMalformed: true } =>
                $"{Printable.Quote(model.Id)} is no model reference; write path[@revision][+adapter[@revision]], with at most one '+' and at most one '@' on either side of it",
            { Plan: null, Id: "" } => "the name of the model is empty; give a hub id or the path of a directory",
            { Revision: "" } => $"the revision of {Printable.Quote(model.Id)} is empty; give a branch, tag or commit, or leave it out",
            { Adapter: "" } => $"the adapter of {Printable.Quote(model.Id)} is empty; give its name, or leave it out",
            { AdapterRevision: "" } =>
                $"the revision of the adapter of {Printable.Quote(model.Id)} is empty; give a branch, tag or commit, or leave it out",
            { Adapter: null, AdapterRevision: { } revision } =>
                $"{Printable.Quote(model.Id)} has the revision {Printable.Quote(revision)} of an adapter and no adapter; give the adapter, or make it the revision of the model",
            { Plan: null, Id: var id } when id.Trim() != id =>
                $"{Printable.Quote(id)} has blanks at an end, and no model does; remove them",
            { Plan: null, Id: var id } when id.Contains("://") =>
                $"{Printable.Quote(id)} is a URL; give the hub id behind the host, such as 'organisation/model', or the path of a directory",
            { Plan: not null, Revision: { } revision } =>
                $"{Printable.Quote(model.Id)} is the result of another merge, which has no revision {Printable.Quote(revision)}; leave the revision out",
            _ => null,
        };

    private static IEnumerable<(SliceSpec Slice, SpecPath Path)> Slices(MergeSpec spec)
    {
        for (int i = 0; i < spec.Slices.Count; i++)
            yield return (spec.Slices[i], SpecPath.Root.Member("slices").Element(i));
        foreach (ModuleSpec module in spec.Modules)
        {
            SpecPath path = SpecPath.Root.Member("modules").Member(module.Name).Member("slices");
            for (int i = 0; i < module.Slices.Count; i++)
                yield return (module.Slices[i], path.Element(i));
        }
    }

    private static IEnumerable<MergeDiagnostic> OneForm(bool noModels, bool noSlices, bool noModules, SpecPath path)
    {
        string[] given =
        [
            .. new[] { noModels ? "" : "models", noSlices ? "" : "slices", noModules ? "" : "modules" }.Where(form => form.Length > 0),
        ];
        string forms = path.Text.Length == 0 ? "models, slices and modules" : "models and slices";
        if (given.Length == 0)
        {
            yield return DiagnosticKinds.OneForm.At(
                path.Text.Length == 0 ? path.Member("merge_method") : path,
                $"nothing is merged; give exactly one of {forms}"
            );
        }
        if (given.Length > 1)
        {
            yield return DiagnosticKinds.OneForm.At(
                path.Member(given[1]).Key,
                $"{string.Join(" and ", given)} are both given; give exactly one of {forms}"
            );
        }
    }

    private static MergeDiagnostic? Range(SourceSpec source, SpecPath path)
    {
        Index start = source.Layers.Start,
            end = source.Layers.End;
        if (start.IsFromEnd != end.IsFromEnd)
            return null;
        int count = start.IsFromEnd ? start.Value - end.Value : end.Value - start.Value;
        if (count > 0)
            return null;
        string range = CanonicalText.Range(source.Layers);
        string next = (start.IsFromEnd ? "^" : "") + Numbers.Format(start.IsFromEnd ? Math.Max(start.Value - 1, 0) : start.Value + 1);
        return DiagnosticKinds.EmptyLayerRange.At(
            path,
            count == 0
                ? $"the layer range {range} is empty, for its end is exclusive; to take one layer, end it at {next}"
                : $"the layer range {range} is reversed; write the lower layer first"
        ) with
        {
            Suggestion = count < 0 ? CanonicalText.Range(new(end, start)).Trim('[', ']') : null,
        };
    }
}
