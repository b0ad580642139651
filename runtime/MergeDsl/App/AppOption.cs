namespace MergeDsl.App;

/// <summary>An option of a verb.</summary>
/// <param name="Name">Its name, with the dashes.</param>
/// <param name="Value">What its value is called; null for an option without one.</param>
/// <param name="Alias">Another name.</param>
internal sealed record AppOption(string Name, string? Value = null, string? Alias = null)
{
    /// <summary>Whether it may be given several times.</summary>
    public bool IsList { get; init; }

    public static readonly AppOption Merge = new("--merge", "NAME"),
        Json = new("--json"),
        ModelsDirectory = new("--models-dir", "DIR"),
        Manifest = new("--manifest", "FILE") { IsList = true },
        ShardSize = new("--shard-size", "SIZE"),
        Threads = new("--threads", "N", "-j"),
        Seed = new("--seed", "N"),
        Out = new("--out", "DIR", "-o"),
        Output = new("--output", "FILE", "-o"),
        Overwrite = new("--overwrite"),
        Quiet = new("--quiet", Alias: "-q"),
        Strict = new("--strict"),
        Lenient = new("--lenient");
}
