using MergeDsl.Collections;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>The tensors that share one beginning of the name, grouped by kind, dtype and shape.</summary>
internal sealed class LayerTensors
{
    // Under a text, for texts are hashed so that no file can choose the hashes of its shapes.
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> kinds = new(StringComparer.Ordinal);
    private readonly HashSet<int> layers = [];

    /// <summary>The number of elements in all of them.</summary>
    public double Elements { get; private set; }

    /// <summary>The layers that have a tensor.</summary>
    public IndexSet Layers => IndexSet.Of(layers);

    /// <summary>The names of the kinds.</summary>
    public IEnumerable<string> KindNames => groups.Values.Select(group => group.Kind).Distinct(StringComparer.Ordinal);

    /// <summary>The names of the kinds that a layer has.</summary>
    public IEnumerable<string> KindsOf(int layer) =>
        groups.Values.Where(group => group.Experts.ContainsKey(layer)).Select(group => group.Kind).Distinct(StringComparer.Ordinal);

    /// <summary>Indicates whether the numbers below a segment of a name are those of experts.</summary>
    public static bool HoldsExperts(string name, int start, int end)
    {
        string segment = name.Substring(start, end - start);
        return segment.EndsWith("experts", StringComparison.Ordinal) || segment is "expert";
    }

    public void Add(int layer, string name, TensorDType dtype, EquatableArray<long> shape)
    {
        layers.Add(layer);
        double elements = 1;
        foreach (long length in shape.AsSpan())
            elements *= length;
        Elements += elements;
        (string kind, int? expert) = Part(name);
        string key = kind + " " + dtype.Name() + " " + shape;
        if (!groups.TryGetValue(key, out Group? group))
            groups.Add(key, group = new(kind, dtype, shape, []));
        if (!group.Experts.TryGetValue(layer, out List<int>? experts))
            group.Experts.Add(layer, experts = []);
        if (expert is int number)
            experts.Add(number);
    }

    /// <summary>The kinds, sorted; layers with the same experts stand together, so that every name can be made again.</summary>
    public EquatableArray<TensorKind> Kinds()
    {
        var made = new List<TensorKind>();
        foreach (Group group in groups.Values)
        {
            foreach (IGrouping<IndexSet, int> same in group.Experts.GroupBy(layer => IndexSet.Of(layer.Value), layer => layer.Key))
                made.Add(new(group.Kind, group.DType, group.Shape, IndexSet.Of(same), same.Key));
        }
        return made.OrderBy(kind => kind.Name, StringComparer.Ordinal)
            .ThenBy(kind => kind.Layers.Ranges[0].Start)
            .ThenBy(kind => kind.Experts.Count > 0 ? kind.Experts.Ranges[0].Start : 0)
            .ThenBy(kind => kind.Layers.ToString(), StringComparer.Ordinal)
            .ToEquatableArray();
    }

    /// <summary>The tensors of one kind, dtype and shape: the experts of each layer that has it.</summary>
    private sealed record Group(string Kind, TensorDType DType, EquatableArray<long> Shape, SortedDictionary<int, List<int>> Experts);

    private (string Kind, int? Expert) Part(string name)
    {
        int previous = 0;
        for (int start = name.IndexOf('.') + 1; start > 0; start = name.IndexOf('.', start) + 1)
        {
            int end = name.IndexOf('.', start);
            if (end < 0)
                end = name.Length;
            if (LayeredNames.TryIndex(name, start, end, out int expert) && HoldsExperts(name, previous, start - 1))
            {
                return (Shared(name.Substring(0, start) + "{}" + name.Substring(end)), expert);
            }
            previous = start;
        }
        return (Shared(name), null);
    }

    private string Shared(string kind)
    {
        if (kinds.TryGetValue(kind, out string? known))
            return known;
        kinds.Add(kind, kind);
        return kind;
    }
}
