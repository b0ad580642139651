using MergeDsl.Diagnostics;

namespace MergeDsl.Checkpoints;

/// <summary>The names of the files of a checkpoint.</summary>
internal static class CheckpointFiles
{
    public const string Weights = "model.safetensors";
    public const string Index = "model.safetensors.index.json";
    public const string Config = "config.json";
    public const string AdapterConfig = "adapter_config.json";

    /// <summary>The last part of a directory's path.</summary>
    public static string NameOf(string directory) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))) is { Length: > 0 } name ? name : directory;

    /// <summary>The first names of a list, quoted, for a message.</summary>
    /// <param name="names">The names.</param>
    /// <param name="shown">How many are shown.</param>
    public static string Some(IReadOnlyCollection<string> names, int shown = 3)
    {
        string text = string.Join(", ", names.Take(shown).Select(Printable.Quote));
        return names.Count > shown ? FormattableString.Invariant($"{text} and {names.Count - shown} more") : text;
    }
}
