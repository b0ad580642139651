using MergeDsl.Diagnostics;
using MergeDsl.Tensors;

namespace MergeDsl.Yaml;

/// <content>Model references and dtypes.</content>
internal sealed partial class YamlSpecReader
{
    private Model ReadModel(YamlEntry entry, SpecPath path, string? withoutPrefix = null)
    {
        if (entry.Value is YamlMap map)
            return ReadLongReference(map, entry, path);
        string? reference = withoutPrefix ?? ReadText(entry, path, "the name of a model", DiagnosticKinds.MissingKey);
        if (reference is null)
            return new Model("") { IsMalformed = true };
        Model model = Model.Parse(reference);
        if (model.IsMalformed)
        {
            Refuse(
                DiagnosticKinds.InvalidModelReference,
                entry,
                path,
                reference.Trim().Length == 0
                    ? "the name of the model is empty"
                    : $"{Printable.Quote(reference)} is no model reference: it is 'model@revision+adapter@revision', with at most one '+' and one '@' in each part; a path with these characters needs the long form 'model: {{model: {{path: ...}}}}'"
            );
        }
        return model;
    }

    /// <summary>The long form, which older versions of mergekit wrote into every card.</summary>
    private Model ReadLongReference(YamlMap map, YamlEntry entry, SpecPath path)
    {
        Section section = Open(map, YamlScope.Reference, path);
        if (section["model"] is not { } inner)
        {
            Refuse(
                DiagnosticKinds.InvalidModelReference,
                entry,
                path,
                "a model reference in long form needs 'model', such as 'model: {model: name}'"
            );
            return new Model("") { IsMalformed = true };
        }
        Model? model = ReadModelPath(inner, path.Member("model"));
        Model? adapter = section["lora"] is { } lora && !IsNull(lora.Value) ? ReadModelPath(lora, path.Member("lora")) : null;
        string? architecture =
            section["override_architecture"] is { } name && !IsNull(name.Value)
                ? ReadText(name, path.Member("override_architecture"), "the name of an architecture")
                : null;
        if (model is null || (adapter is null && section["lora"] is { } unread && !IsNull(unread.Value)))
        {
            Poison(path);
            return new Model("") { IsMalformed = true };
        }
        return model with { Adapter = adapter?.Id, AdapterRevision = adapter?.Revision, OverrideArchitecture = architecture };
    }

    /// <summary>A path and its revision, as text <c>path@revision</c> or as a mapping.</summary>
    private Model? ReadModelPath(YamlEntry entry, SpecPath path)
    {
        if (entry.Value is YamlMap map)
        {
            Section section = Open(map, YamlScope.ModelPath, path);
            if (section["path"] is not { } text)
            {
                Refuse(
                    DiagnosticKinds.InvalidModelReference,
                    entry,
                    path,
                    "a model reference in long form needs 'path', such as '{path: name, revision: main}'"
                );
                return null;
            }
            string? id = ReadText(text, path.Member("path"), "the name of a model");
            string? revision =
                section["revision"] is { } branch && !IsNull(branch.Value)
                    ? ReadText(branch, path.Member("revision"), "a branch, tag or commit")
                    : null;
            return id is null ? null : new Model(id) { Revision = revision };
        }
        if (ReadText(entry, path, "the name of a model") is not { } reference)
            return null;
        string[] parts = reference.Split('@');
        if (parts.Length <= 2 && !parts.Contains(""))
            return new Model(parts[0]) { Revision = parts.Length > 1 ? parts[1] : null };
        Refuse(
            DiagnosticKinds.InvalidModelReference,
            entry,
            path,
            $"{Printable.Quote(reference)} is no path with a revision: it is 'path@revision'; a path with '@' needs the long form '{{path: ...}}'"
        );
        return null;
    }

    private DType ReadDType(YamlEntry? entry, SpecPath path)
    {
        if (entry is null || IsNull(entry.Value))
            return DType.Unspecified;
        if (ReadText(entry, path, TensorDTypes.List("or", dtype => $"'{dtype.Name}'")) is not { } written)
            return DType.BFloat16;
        string name = written.StartsWith("torch.", StringComparison.Ordinal) ? written.Substring(6) : written;
        if (TensorDTypes.Parse(name) is { } known)
            return known;
        if (name is "float64" or "int64")
        {
            Refuse(
                DiagnosticKinds.UnknownDType,
                entry,
                path,
                $"{Printable.Quote(written)} is not computed in: MergeDsl computes in {TensorDTypes.List("and")}"
            );
            return DType.Float32;
        }
        string? nearest =
            TensorDTypes.ByAlias(name)?.YamlName()
            ?? (
                name.Contains('8') || name.Contains('4')
                    ? null
                    : NearestName.Of(name, [.. TensorDTypes.OfMerges.Select(dtype => dtype.Name)])
            );
        Refuse(
            DiagnosticKinds.UnknownDType,
            entry,
            path,
            $"there is no dtype {Printable.Quote(written)}"
                + (nearest is null ? $": it is {TensorDTypes.List("or")}" : $"; did you mean {Printable.Quote(nearest)}?"),
            nearest
        );
        return (nearest is null ? null : TensorDTypes.Parse(nearest)) ?? DType.BFloat16;
    }
}
