using MergeDsl.Manifests;
using MergeDsl.Specs;

namespace MergeDsl.CSharp;

/// <summary>A checkpoint as a class of the converted file.</summary>
/// <param name="ClassName">The class, which the generator completes from the manifest.</param>
/// <param name="FileName">The manifest's file; null where the class is there already.</param>
/// <param name="Filters">The names of its filters by their texts.</param>
internal sealed record CheckpointClass(string ClassName, string? FileName, IReadOnlyDictionary<string, string> Filters);

/// <summary>The names of the classes of a converted file.</summary>
internal sealed class FileNames
{
    private readonly Dictionary<Model, CheckpointClass> checkpoints = [];
    private readonly Dictionary<string, string> chain = new(StringComparer.Ordinal);
    private readonly string[] classes;

    public FileNames(IReadOnlyList<CSharpMerge> merges, CSharpOptions options)
    {
        foreach (string name in options.Taken)
            Taken.Add(name);
        classes = new string[merges.Count];
        for (int i = 0; i < merges.Count; i++)
        {
            string? name = merges[i].Name;
            bool isLast = i == merges.Count - 1;
            string wanted =
                isLast && options.ClassName is { } given ? given
                : name is not null ? CSharpIdentifier.PascalCase(name)
                : CSharpIdentifier.PascalCase(BaseName(options.FileName));
            classes[i] = CSharpIdentifier.Unique(wanted, Taken, isLast && options.ClassName is not null ? "" : "Merge");
            if (name is not null && merges.Count > 1)
                chain[name] = classes[i];
        }
        AddCheckpoints(merges, options);
    }

    /// <summary>Names that no member may have.</summary>
    public HashSet<string> Taken { get; } = new(TakenNames.All, StringComparer.Ordinal);

    /// <summary>The checkpoint classes that the file declares.</summary>
    public IReadOnlyList<CheckpointClass> Checkpoints => [.. checkpoints.Values.Where(checkpoint => checkpoint.FileName is not null)];

    public string ClassOf(int merge) => classes[merge];

    /// <summary>The class of the checkpoint that is this very model.</summary>
    public CheckpointClass? Checkpoint(Model model) => checkpoints.TryGetValue(model, out CheckpointClass? found) ? found : null;

    /// <summary>The class of the merge that makes a model.</summary>
    public string? ChainClass(Model model, string self) =>
        model is { Revision: null, Adapter: null, OverrideArchitecture: null }
        && chain.TryGetValue(model.Plan?.Name ?? model.Id, out string? name)
        && name != self
            ? CSharpIdentifier.Escaped(name)
            : null;

    /// <summary>The member that stands for a filter: of the model that it is for, else of the first that has one.</summary>
    public string? FilterMember(string filter, Model? model, IReadOnlyList<Model> models)
    {
        foreach (Model candidate in model is null ? models : [model, .. models])
        {
            if (Checkpoint(candidate) is { } checkpoint && checkpoint.Filters.TryGetValue(filter, out string? member))
                return checkpoint.ClassName + "." + member;
        }
        return null;
    }

    private void AddCheckpoints(IReadOnlyList<CSharpMerge> merges, CSharpOptions options)
    {
        Model[] used = [.. merges.SelectMany(merge => ModelReferences.Models(merge.Spec)).Distinct()];
        foreach ((string className, Manifest manifest) in options.Classes)
        {
            Model model = ManifestSet.Reference(manifest);
            if (!used.Contains(model) || checkpoints.ContainsKey(model))
                continue;
            checkpoints.Add(model, new(className, null, Filters(manifest, className.Substring(className.LastIndexOf('.') + 1))));
            foreach (string part in className.Split('.'))
                Taken.Add(part);
        }
        var manifests = options
            .Manifests.GroupBy(pair => ManifestSet.Reference(pair.Manifest))
            .ToDictionary(group => group.Key, group => group.First());
        Dictionary<Model, string> names = ModelNames.Of(
            [.. used.Where(model => manifests.ContainsKey(model) && !checkpoints.ContainsKey(model))],
            Taken
        );
        foreach (KeyValuePair<Model, string> name in names)
        {
            (string fileName, Manifest manifest) = manifests[name.Key];
            checkpoints.Add(name.Key, new(name.Value, fileName, Filters(manifest, name.Value)));
        }
    }

    private static Dictionary<string, string> Filters(Manifest manifest, string className)
    {
        var filters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (CheckpointMember member in CheckpointMembers.Of(manifest, className).Members)
            filters[member.Filter] = member.Name;
        return filters;
    }

    private static string BaseName(string fileName)
    {
        string name = fileName.Substring(fileName.LastIndexOfAny(['/', '\\']) + 1);
        foreach (string extension in (string[])[".yml", ".yaml", ".merge"])
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                name = name.Substring(0, name.Length - extension.Length);
        }
        return name;
    }
}
