using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Tensors;

namespace MergeDsl.Manifests;

/// <summary>The tensors of a checkpoint, parted at the first number in their names: what stands before it, the number, what stands after it.</summary>
internal sealed class LayeredNames
{
    private readonly List<(string Name, TensorDType DType, EquatableArray<long> Shape, string? Prefix)> all = [];

    private LayeredNames() { }

    /// <summary>The tensors with one beginning, by that beginning, such as <c>model.layers.{}.</c>.</summary>
    public Dictionary<string, LayerTensors> ByPrefix { get; } = new(StringComparer.Ordinal);

    public static LayeredNames Read(IReadOnlyList<(string Name, TensorDType DType, EquatableArray<long> Shape)> tensors)
    {
        var names = new LayeredNames();
        foreach ((string name, TensorDType dtype, EquatableArray<long> shape) in tensors)
        {
            string? prefix = null;
            if (TryPart(name, out int start, out int end, out int layer))
            {
                prefix = name.Substring(0, start) + "{}.";
                if (!names.ByPrefix.TryGetValue(prefix, out LayerTensors? layers))
                    names.ByPrefix.Add(prefix, layers = new());
                layers.Add(layer, name.Substring(end + 1), dtype, shape);
            }
            names.all.Add((name, dtype, shape, prefix));
        }
        return names;
    }

    /// <summary>The tensors of none of some stacks, sorted by name.</summary>
    public IReadOnlyList<(string Name, TensorDType DType, EquatableArray<long> Shape)> Others(IEnumerable<StackCandidate> stacks)
    {
        HashSet<string> prefixes = new(stacks.Select(stack => stack.Prefix), StringComparer.Ordinal);
        return
        [
            .. all.Where(tensor => tensor.Prefix is null || !prefixes.Contains(tensor.Prefix))
                .Select(tensor => (tensor.Name, tensor.DType, tensor.Shape))
                .OrderBy(tensor => tensor.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Reads a segment as an index; only the canonical spelling counts, so that names can be written again.</summary>
    public static bool TryIndex(string text, int start, int end, out int index)
    {
        index = 0;
        if (end <= start || end - start > 6 || (text[start] == '0' && end - start > 1))
            return false;
        for (int i = start; i < end; i++)
        {
            if (text[i] is < '0' or > '9')
                return false;
            index = (index * 10) + (text[i] - '0');
        }
        return true;
    }

    // A number at the very beginning or end names no layer, and neither does that of an expert.
    private static bool TryPart(string name, out int start, out int end, out int layer)
    {
        start = end = layer = 0;
        if (name.IndexOf('{') >= 0)
            return false;
        int previous = 0;
        for (start = name.IndexOf('.') + 1; start > 0; start = name.IndexOf('.', start) + 1)
        {
            end = name.IndexOf('.', start);
            if (end < 0)
                return false;
            if (TryIndex(name, start, end, out layer))
                return !LayerTensors.HoldsExperts(name, previous, start - 1);
            previous = start;
        }
        return false;
    }

    /// <summary>The name of a tensor of a layer.</summary>
    public static string Compose(string prefix, int layer, string kind, int? expert)
    {
        string name = prefix.Substring(0, prefix.Length - 3) + layer.ToString(CultureInfo.InvariantCulture) + "." + kind;
        return expert is int number ? name.Replace("{}", number.ToString(CultureInfo.InvariantCulture)) : name;
    }
}
