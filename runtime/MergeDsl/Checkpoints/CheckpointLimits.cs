namespace MergeDsl.Checkpoints;

/// <summary>The limits of the files of a checkpoint, the largest that readers accept: a larger file is refused before it is read.</summary>
internal static class CheckpointLimits
{
    /// <summary>config.json, generation_config.json and other configurations: the largest that were published have some hundred kilobytes.</summary>
    public const int ConfigBytes = 16_000_000;

    /// <summary>The limit of a file with an entry for every tensor or token: an index, a provenance, a tokenizer.</summary>
    public const int IndexBytes = 64_000_000;

    /// <summary>The beginning of README.md that is read for the licence.</summary>
    public const int CardBytes = 1_000_000;
}
