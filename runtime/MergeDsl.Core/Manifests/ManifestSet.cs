namespace MergeDsl.Manifests;

/// <summary>The manifests that a merge is checked against, found by reference.</summary>
internal sealed class ManifestSet
{
    private readonly Dictionary<Model, Manifest> byModel = [];

    public ManifestSet(IEnumerable<Manifest> manifests)
    {
        foreach (Manifest manifest in manifests)
            Add(Reference(manifest), manifest);
    }

    public static ManifestSet Empty { get; } = new([]);

    public static Model Reference(Manifest manifest) => new(manifest.Model) { Revision = manifest.Revision };

    /// <summary>The ids of the models that have a manifest.</summary>
    public IEnumerable<string> Ids => byModel.Keys.Where(model => model.Plan is null).Select(model => model.Id).Distinct();

    /// <summary>The same manifests, to which others can be added.</summary>
    public ManifestSet Copy()
    {
        var copy = new ManifestSet([]);
        foreach (KeyValuePair<Model, Manifest> pair in byModel)
            copy.Add(pair.Key, pair.Value);
        return copy;
    }

    /// <summary>Says which manifest a reference of the merge has, where it is not under its own id.</summary>
    public void Add(Model model, Manifest manifest) => byModel[model] = manifest;

    /// <summary>The manifest of a model, or null. A reference with a revision is content with a manifest that says none, and the other way round; an adapter changes no shape.</summary>
    public Manifest? Find(Model model)
    {
        Model bare = model with { Adapter = null, AdapterRevision = null, OverrideArchitecture = null };
        if (
            byModel.TryGetValue(model, out Manifest? manifest)
            || byModel.TryGetValue(bare, out manifest)
            || byModel.TryGetValue(bare with { Revision = null }, out manifest)
        )
            return manifest;
        if (bare.Revision is not null)
            return null;
        Manifest[] sameId = [.. byModel.Where(pair => pair.Key with { Revision = null } == bare).Select(pair => pair.Value)];
        return sameId.Length == 1 ? sameId[0] : null;
    }
}
