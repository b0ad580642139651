using MergeDsl.Collections;
using MergeDsl.Engine;
using MergeDsl.Files;

namespace MergeDsl;

/// <summary>Options of a run. None of them changes a value that is written; <see cref="ShardSize"/> decides how the values are spread over files, <see cref="Seed"/> is for methods that draw at random.</summary>
public sealed record MergeOptions
{
    /// <summary>The most bytes of tensor data in one file, as in mergekit: 5 GB.</summary>
    public const long DefaultShardSize = 5_000_000_000;

    /// <summary>The memory for what methods keep between passes, where nothing else is said: 256 MB.</summary>
    public const long DefaultMemory = 256_000_000;

    /// <summary>The number of threads; 0 for as many as are useful.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int Threads
    {
        get;
        init =>
            field =
                value >= 0
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(Threads),
                        value,
                        "a number of threads cannot be negative; 0 leaves it to the engine"
                    );
    }

    /// <summary>The most bytes of tensor data in one file; a larger tensor has a file of its own. 0 for a single file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public long ShardSize
    {
        get;
        init =>
            field =
                value >= 0
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(ShardSize),
                        value,
                        "a size cannot be negative; 0 puts everything in one file"
                    );
    } = DefaultShardSize;

    /// <summary>The most bytes of memory for what methods keep of a tensor between passes over it, for all threads together. What has no room there is in a file beside the output while the tensor is computed. Only methods that search step by step (<c>karcher</c>) keep anything.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public long Memory
    {
        get;
        init =>
            field =
                value >= 0
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(Memory),
                        value,
                        "a size cannot be negative; 0 keeps everything in files"
                    );
    } = DefaultMemory;

    /// <summary>Indicates whether an output directory that is not empty is replaced, as a whole and at the end. Without it, such a directory is an error.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The seed of methods that draw at random; null for another one in every run.</summary>
    public uint? Seed { get; init; }

    /// <summary>A directory with models by name, searched after paths and before the hub's local cache; null for none.</summary>
    public string? ModelsDirectory { get; init; }

    /// <summary>The use of the system's page cache.</summary>
    public PageCache PageCache { get; init; }

    /// <summary>The file system that is used.</summary>
    internal FileSystem Files { get; init; } = FileSystem.OfSystem;

    /// <summary>Paths that the user gave besides the models, and that no output may replace.</summary>
    internal EquatableArray<InputPath> Inputs { get; init; } = [];
}

/// <summary>The use of the system's page cache by a merge.</summary>
public enum PageCache
{
    /// <summary><see cref="Bounded"/> for large outputs, <see cref="Ordinary"/> for small ones.</summary>
    Automatic,

    /// <summary>Leaves as little as possible behind in memory. Faster for large outputs, which are then not in memory when the next program loads them. Where the system has no means for it, the same as <see cref="Ordinary"/>.</summary>
    Bounded,

    /// <summary>Reads and writes as any program does; works on every system.</summary>
    Ordinary,
}
