using MergeDsl.Diagnostics;

namespace MergeDsl.Yaml;

/// <summary>The places of the parts of a spec in a YAML file.</summary>
internal sealed class YamlPlaces : IPlaces
{
    private readonly Dictionary<string, Place> keys = new(StringComparer.Ordinal),
        values = new(StringComparer.Ordinal);

    public void SetKey(SpecPath path, Place place) => keys[path.Text] = place;

    public void SetValue(SpecPath path, Place place) => values[path.Text] = place;

    public Place? Find(SpecPath path)
    {
        for (; ; path = path.Parent)
        {
            (Dictionary<string, Place> first, Dictionary<string, Place> second) = path.OfKey ? (keys, values) : (values, keys);
            if (first.TryGetValue(path.Text ?? "", out Place? place) || second.TryGetValue(path.Text ?? "", out place))
                return place;
            if (string.IsNullOrEmpty(path.Text))
                return null;
        }
    }
}
