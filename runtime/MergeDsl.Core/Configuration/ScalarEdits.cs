using MergeDsl.Manifests;

namespace MergeDsl.Configuration;

/// <summary>Edits scalars whose effect depends on the number of layers, so that every layer keeps what it computes.</summary>
internal static class ScalarEdits
{
    public static void Apply(ConfigEditor editor, LayerView before)
    {
        if (before.ModelType == "minicpm3" && before["scale_depth"]?.AsNumber is { } depth && before.Count != editor.LayerCount)
        {
            double scaled = depth * Math.Sqrt((double)editor.LayerCount / before.Count);
            if (!double.IsNaN(scaled) && !double.IsInfinity(scaled))
                editor.Set("scale_depth", JsonValues.Number(scaled));
        }
        if (before.ModelType == "neomme" && before["residual_multiplier"] is null)
        {
            editor.Set("residual_multiplier", JsonValues.Number(1 / Math.Sqrt(2.0 * before.Count)));
        }
        // Draft layers are numbered behind the last layer and trained on it: they do not come along. Files without them may keep the number.
        if (before.Stack is { ExtraLayers.Count: 0 })
            return;
        foreach (
            PositionKey key in LayerPositionTable.Instance.Scalars(before.ModelType).Where(key => key.Key == "num_nextn_predict_layers")
        )
        {
            foreach (string? name in new[] { key.Key, key.Alias })
            {
                if (name is not null && before.Integer(name, 0) > 0)
                    editor.Set(name, 0);
            }
        }
    }
}
