using MergeDsl.Engine;

namespace MergeDsl.Output;

/// <summary>The files that an output gets from its donor byte for byte: tokenizer, chat template, generation config, licence, code.</summary>
internal static class DonorFiles
{
    private static readonly string[] Weights = [".safetensors", ".bin", ".pt", ".pth", ".gguf", ".ggml", ".h5", ".msgpack", ".ckpt", ".onnx", ".npz", ".index.json"];
    private static readonly string[] Own = ["config.json", "README.md", "mergekit_config.yml", Provenance.FileName];

    /// <summary>The files of a donor's directory; not its weights, nor what the merge writes itself.</summary>
    public static IReadOnlyList<OutputFile> Of(string directory) =>
        [.. Directory.EnumerateFiles(directory).Select(path => (Name: Path.GetFileName(path), Path: path))
            .Where(file => !file.Name.StartsWith('.') && !Own.Contains(file.Name, StringComparer.OrdinalIgnoreCase) && !Weights.Any(end => file.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => new OutputFile.CopyOf(file.Name, file.Path))];
}
