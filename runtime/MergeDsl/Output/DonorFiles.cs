using MergeDsl.Checkpoints;
using MergeDsl.Engine;
using MergeDsl.Json;

namespace MergeDsl.Output;

/// <summary>The files that an output gets from its donor byte for byte: tokenizer, chat template, generation config, licence, code.</summary>
internal static class DonorFiles
{
    private const string GenerationConfig = "generation_config.json";
    private static readonly string[] Weights =
    [
        ".safetensors",
        ".bin",
        ".pt",
        ".pth",
        ".gguf",
        ".ggml",
        ".h5",
        ".msgpack",
        ".ckpt",
        ".onnx",
        ".npz",
        ".index.json",
    ];
    private static readonly string[] Own = ["config.json", "README.md", "mergekit_config.yml", Provenance.FileName];

    /// <summary>The files of a donor's directory; not its weights, nor what the merge writes itself.</summary>
    public static IReadOnlyList<OutputFile> Of(Checkpoint donor, ExpandedMerge merge) =>
        [
            .. Directory
                .EnumerateFiles(donor.Directory)
                .Select(path => (Name: Path.GetFileName(path), Path: path))
                .Where(file =>
                    !file.Name.StartsWith('.')
                    && !Own.Contains(file.Name, StringComparer.OrdinalIgnoreCase)
                    && !Weights.Any(end => file.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
                )
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file =>
                    file.Name == GenerationConfig && EditedGeneration(donor, merge, file.Path) is { } edited
                        ? OutputFile.Text(file.Name, edited)
                        : new OutputFile.CopyOf(file.Name, file.Path)
                ),
        ];

    /// <summary>The generation config where it names layers that have moved; null where the file can go along as it is.</summary>
    private static string? EditedGeneration(Checkpoint donor, ExpandedMerge merge, string path)
    {
        // It is the user's file: what cannot be read is copied, and whoever uses it says what is wrong with it.
        if (
            !JsonFile.TryRead(
                path,
                DiagnosticCatalogue.InvalidConfig,
                CheckpointLimits.ConfigBytes,
                rejectDuplicates: false,
                out JsonFile? generation,
                out _
            )
        )
            return null;
        JsonObject edited = OutputConfig.Generation(merge, donor.Config, generation.Root);
        return edited.Equals(generation.Root) ? null : JsonWriter.Indented(edited) + "\n";
    }
}
