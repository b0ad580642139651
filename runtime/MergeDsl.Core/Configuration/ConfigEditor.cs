using MergeDsl.Json;

namespace MergeDsl.Configuration;

/// <summary>A config.json under change, which keeps count of what it changed.</summary>
internal sealed class ConfigEditor(LayerSource donor, int layers)
{
    private readonly List<ConfigEdit> edits = [];
    private readonly LayerView original = LayerView.Of(donor);

    public JsonObject Config { get; private set; } = donor.Config;

    public IEnumerable<ConfigEdit> Edits => edits;

    /// <summary>The config as it stands, with the new number of layers.</summary>
    public LayerView View => original.With(Config, layers);

    /// <summary>The new number of layers.</summary>
    public int LayerCount => layers;

    /// <summary>Sets a dotted key of the section; where the whole repeats it with the same value, there too.</summary>
    public void Set(string key, JsonValue value)
    {
        JsonValue? before = original[key];
        SetAt(original.Path.Length == 0 ? key : original.Path + "." + key, value);
        if (original.Path.Length > 0 && before is not null && before.Equals(original.Root.At(key)))
            SetAt(key, value);
    }

    /// <summary>Sets a dotted key of the whole.</summary>
    public void SetAt(string key, JsonValue value)
    {
        JsonValue? before = Config.At(key);
        if (value.Equals(before))
            return;
        Config = Config.WithPath(key, value);
        int earlier = edits.FindIndex(edit => edit.Key == key);
        if (earlier >= 0)
            edits[earlier] = edits[earlier] with { After = value };
        else
            edits.Add(new(key, before, value));
    }
}
