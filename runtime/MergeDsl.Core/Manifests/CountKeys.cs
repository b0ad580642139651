using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>Finds the key of config.json that counts the layers of a stack: under the architecture's own name, in the section that describes the stack.</summary>
internal static class CountKeys
{
    private const int Unrelated = -100;

    /// <summary>The dotted key, or null where nothing in the config can be it.</summary>
    public static string? Find(JsonObject config, StackCandidate stack)
    {
        string? best = null;
        int bestScore = 0;
        foreach ((string path, JsonObject section) in ConfigSections.Of(config))
        {
            int sectionScore = ScoreSection(path, stack);
            if (sectionScore < 0)
                continue;
            string modelType = ConfigSections.ModelType(config, path);
            IReadOnlyList<CountKey> own = LayerPositionTable.Instance.Counts(modelType);
            IEnumerable<string> keys = own.Select(key => key.Key)
                .Concat(LayerPositionTable.Instance.CountNames.Where(name => section[name] is not null))
                .Distinct(StringComparer.Ordinal);
            foreach (string key in keys)
            {
                int keyScore = ScoreKey(section, key, own, LayerPositionTable.Instance.HasOwnCounts(modelType), stack);
                if (keyScore < 0)
                    continue;
                int score = sectionScore + keyScore;
                if (score > bestScore)
                {
                    bestScore = score;
                    best = path.Length == 0 ? key : path + "." + key;
                }
            }
        }
        return best;
    }

    /// <summary>The number of layers that a key states: its value, or the length of a list or of a pattern of letters.</summary>
    public static int? Value(JsonObject config, string key) => Value(config.At(key));

    /// <summary>Every count in the config.</summary>
    public static HashSet<int> All(JsonObject config) =>
        [
            .. ConfigSections
                .Of(config)
                .SelectMany(section => LayerPositionTable.Instance.CountNames.Select(name => Value(section.Section[name])))
                .OfType<int>(),
        ];

    private static int? Value(JsonValue? value) =>
        value switch
        {
            JsonNumber => value.AsInteger is >= 0 and < 1_000_000 ? (int)value.AsInteger : null,
            JsonArray array => array.Items.Count,
            JsonString text => text.Value.Length,
            _ => null,
        };

    private static int ScoreSection(string path, StackCandidate stack)
    {
        if (path.Length == 0)
            return 1;
        string name = ConfigSections.NameOf(path);
        string stem = name.EndsWith("_config", StringComparison.Ordinal) ? name.Substring(0, name.Length - 7) : name;
        bool vision =
            stem.IndexOf("vision", StringComparison.Ordinal) >= 0
            || stem.IndexOf("visual", StringComparison.Ordinal) >= 0
            || stem.IndexOf("vit", StringComparison.Ordinal) >= 0
            || stem.IndexOf("image", StringComparison.Ordinal) >= 0;
        bool audio = stem.IndexOf("audio", StringComparison.Ordinal) >= 0 || stem.IndexOf("speech", StringComparison.Ordinal) >= 0;
        bool named = Array.Exists(stack.Segments, segment => segment.IndexOf(stem, StringComparison.Ordinal) >= 0);
        if (stack.Role == StackRole.Vision)
            return vision ? 6
                : named ? 4
                : Unrelated;
        if (stack.Role == StackRole.Audio)
            return audio ? 6
                : named ? 4
                : Unrelated;
        if (vision || audio || stack.IsAuxiliary)
            return Unrelated;
        if (named)
            return 6;
        return ConfigSections.IsText(path) ? 5 : Unrelated;
    }

    private static int ScoreKey(JsonObject section, string key, IReadOnlyList<CountKey> own, bool hasOwn, StackCandidate stack)
    {
        CountKey? known = own.FirstOrDefault(candidate => candidate.Key == key);
        string? side = known?.Stack ?? SideOf(key);
        if (
            side is not null
            && side
                != (
                    stack.Role switch
                    {
                        StackRole.Encoder => "encoder",
                        StackRole.Decoder => "decoder",
                        _ => null,
                    }
                )
        )
            return Unrelated;
        int? value = Value(section[key]);
        if (value is null && (known is null || section[key] is not null || LayerPositionTable.Instance.ListNames.Contains(key)))
            return Unrelated;
        // A key of the whole that counts something else (vision blocks by depth) says nothing of a stack it does not fit.
        if (known is null && value != stack.LayerCount)
            return key == "num_hidden_layers" ? 1 : Unrelated;
        int score =
            known is null ? 2
            : hasOwn ? 8
            : 4;
        if (known is not null && side is not null)
            score += 4;
        if (value == stack.LayerCount)
            score += 5;
        else if (value is null)
            score -= 1;
        return score;
    }

    private static string? SideOf(string key) =>
        key.IndexOf("encoder", StringComparison.Ordinal) >= 0 ? "encoder"
        : key.IndexOf("decoder", StringComparison.Ordinal) >= 0 ? "decoder"
        : null;
}
