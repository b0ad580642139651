using MergeDsl.Diagnostics;

namespace MergeDsl.Checkpoints;

/// <summary>Says what a directory without <c>model.safetensors</c> holds instead, and what to do about it.</summary>
internal static class OtherFormats
{
    private static readonly string[] Pickles = [".bin", ".pt", ".pth", ".ckpt"];

    /// <summary>The one fault of a directory without weights.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="names">The names of its files.</param>
    public static MergeDiagnostic Describe(string directory, IReadOnlyList<string> names)
    {
        string[] safetensors = [.. names.Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal))];
        string[] pickles = [.. names.Where(IsPickle)];
        string[] gguf = [.. names.Where(name => name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))];
        string what =
            names.Contains(CheckpointFiles.AdapterConfig) ? "is a LoRA adapter, not a model; merge it into its base model first"
            : safetensors.Length > 0 ? Misnamed(safetensors)
            : pickles.Length > 0
                ? $"has its weights only as pickle ({CheckpointFiles.Some(pickles)}), which can run any code when it is read; convert it to safetensors: load it with transformers and save it with save_pretrained(..., safe_serialization=True), or use the hub's safetensors conversion"
            : gguf.Length > 0
                ? $"has its weights only as GGUF ({CheckpointFiles.Some(gguf)}), a format for inference that is mostly quantised; take the safetensors checkpoint that it was made from"
            : names.Contains(CheckpointFiles.Config)
                ? $"has a config.json, but no weights: there is neither {CheckpointFiles.Weights} nor {CheckpointFiles.Index}; finish the download"
            : $"is not a checkpoint: there is neither {CheckpointFiles.Config} nor {CheckpointFiles.Weights}; name the directory that holds them";
        return DiagnosticKinds.NoSafetensors.Says($"{Printable.Quote(CheckpointFiles.NameOf(directory))} {what}") with
        {
            Place = new(directory, 1, 1),
        };
    }

    private static string Misnamed(string[] files)
    {
        string what = $"has neither {CheckpointFiles.Weights} nor {CheckpointFiles.Index}, only {CheckpointFiles.Some(files)}";
        return files.Any(name => name.StartsWith("consolidated", StringComparison.Ordinal))
                ? what + ", which is not in the layout of transformers; take the checkpoint that is"
            : files.Length == 1 && !files[0].Contains("-of-", StringComparison.Ordinal)
                ? what + $"; rename it to {CheckpointFiles.Weights}, if it is the whole model"
            : what + $"; download {CheckpointFiles.Index} as well, which says what is in which shard";
    }

    private static bool IsPickle(string name) =>
        Pickles.Any(end => name.EndsWith(end, StringComparison.Ordinal))
        && name is not ("training_args.bin" or "optimizer.pt" or "scheduler.pt" or "optimizer.bin" or "scaler.pt")
        && !name.StartsWith("rng_state", StringComparison.Ordinal);
}
