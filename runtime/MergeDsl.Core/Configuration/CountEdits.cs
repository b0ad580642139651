using MergeDsl.Json;
using MergeDsl.Manifests;

namespace MergeDsl.Configuration;

/// <summary>Writes the new number of layers under every name that the family reads.</summary>
internal static class CountEdits
{
    private const string General = "num_hidden_layers";
    private static readonly string[] Synonyms = ["num_hidden_layers", "n_layer", "n_layers", "num_layers"];

    public static void Apply(ConfigEditor editor, LayerView before)
    {
        if (before.CountName is not { } name || editor.LayerCount == before.Count)
            return;
        int layers = editor.LayerCount;
        // A list or pattern whose length counts is cut with the layers.
        if (before[name] is null or JsonNumber && !LayerPositionTable.Instance.ListNames.Contains(name))
            editor.Set(name, layers);

        CountKey? known = before.Known;
        bool own = LayerPositionTable.Instance.HasOwnCounts(before.ModelType);
        IEnumerable<string?> names = own ? new[] { known?.Key, known?.Alias } : Synonyms;
        foreach (string? other in names)
        {
            // Where an alias is given too, it wins: both say the same.
            if (other is not null && other != name && before[other] is JsonNumber && (own || before.Integer(other, -1) == before.Count))
                editor.Set(other, layers);
        }
        switch (before.ModelType)
        {
            case "hrm_text" when before[General] is not null && name != General:
                editor.Set(General, layers * before.Integer("H_cycles", 1) * (before.Integer("L_cycles", 1) + 1));
                break;
            case "longcat_flash" when before[General] is not null && name != General:
                editor.Set(General, 2 * layers);
                break;
            case "nemotron_h" or "reformer" when before[General] is not null:
                editor.Set(General, layers);
                break;
            case "xlstm":
                foreach (string key in new[] { General, "num_blocks" }.Where(key => before[key] is not null))
                    editor.Set(key, layers);
                break;
        }
        if (known?.Key == "num_layers" && known.Stack == "encoder" && before["num_decoder_layers"] is null && before[name] is JsonNumber)
        {
            // An absent count of the decoder means as many as the encoder has.
            editor.Set("num_decoder_layers", before.Count);
        }
    }
}
