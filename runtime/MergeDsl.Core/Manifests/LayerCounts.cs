using System.Globalization;
using MergeDsl.Json;

namespace MergeDsl.Manifests;

/// <summary>A number of layers that config.json states and the tensors do not have.</summary>
/// <param name="Key">The key of config.json.</param>
/// <param name="Stated">The number that it states.</param>
/// <param name="Present">The number that the tensors have.</param>
/// <param name="Prefix">The stack of layers.</param>
internal sealed record LayerCountMisfit(string Key, int Stated, int Present, string Prefix);

/// <summary>Compares the number of layers of a stack with the one that config.json states.</summary>
internal static class LayerCounts
{
    private static readonly string[] DraftKeys = ["num_nextn_predict_layers", "num_mtp_layers", "num_mtp_modules"];

    /// <summary>Returns the number of layers of a stack; draft layers behind the last one do not count.</summary>
    public static int Reconcile(StackCandidate stack, JsonObject config, List<string> notes, List<LayerCountMisfit> misfits)
    {
        int files = stack.LayerCount;
        if (stack.CountKey is not { } key)
        {
            if (!stack.IsAuxiliary)
                notes.Add($"the number of layers below {stack.Prefix} was read off the tensors' names: config.json has no key for it");
            return files;
        }
        if (CountKeys.Value(config, key) is not int stated || stated == files)
            return files;
        if (stated < files && stated > 0 && HasDraftLayers(stack, config, key, stated))
        {
            notes.Add(
                $"{IndexSet.LayerText(Enumerable.Range(stated, files - stated))} below {stack.Prefix}: draft layers behind the stack (multi-token prediction)"
            );
            return stated;
        }
        string section = ConfigSections.SectionOf(key);
        bool shares = ConfigSections.ModelType(config, section) is "albert" or "funnel" or "hrm_text" or "longcat_flash" or "xlstm";
        if (shares || stack.Role is StackRole.Vision or StackRole.Audio or StackRole.Auxiliary)
        {
            notes.Add($"config.json states {Text(stated)} under {key}, the files have {Text(files)} layers below {stack.Prefix}");
            return files;
        }
        misfits.Add(new(key, stated, files, stack.Prefix));
        return files;
    }

    private static bool HasDraftLayers(StackCandidate stack, JsonObject config, string key, int stated)
    {
        JsonObject section = ConfigSections.At(config, ConfigSections.SectionOf(key)) ?? config;
        if (DraftKeys.Any(name => (section[name]?.AsInteger ?? config[name]?.AsInteger) > 0))
            return true;
        // Without the key: draft layers join the embedding of the next token to the stream, which no other layer does.
        return stack
            .Layers.KindsOf(stated)
            .Any(kind =>
                kind.StartsWith("eh_proj", StringComparison.Ordinal)
                || kind.StartsWith("enorm", StringComparison.Ordinal)
                || kind.StartsWith("shared_head", StringComparison.Ordinal)
            );
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
