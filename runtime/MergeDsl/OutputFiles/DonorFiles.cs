using MergeDsl.Checkpoints;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Engine;
using MergeDsl.Files;
using MergeDsl.Json;

namespace MergeDsl.OutputFiles;

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

    /// <summary>Returns the files that an output gets from a donor; not its weights, nor what the merge writes itself.</summary>
    /// <exception cref="MergeException"><c>MDSL0518</c>, <c>MDSL0705</c>.</exception>
    public static IReadOnlyList<OutputFile> Of(Checkpoint donor, CompletedMerge merge)
    {
        (IReadOnlyList<OutputFile.CopyOf> files, IReadOnlyList<MergeDiagnostic> faults) = Prove(donor.Directory);
        if (faults.Count > 0)
            throw new MergeException(faults);
        return
        [
            .. files.Select(file =>
                file.Name == GenerationConfig && EditedGeneration(donor, merge, file.Source) is { } edited
                    ? OutputFile.Text(file.Name, edited)
                    : file
            ),
        ];
    }

    /// <summary>Returns an error for each file of a donor that cannot be copied, or must not be.</summary>
    public static IReadOnlyList<MergeDiagnostic> Check(Checkpoint donor) => Prove(donor.Directory).Faults;

    private static (IReadOnlyList<OutputFile.CopyOf> Files, IReadOnlyList<MergeDiagnostic> Faults) Prove(string directory)
    {
        var files = new List<OutputFile.CopyOf>();
        var faults = new List<MergeDiagnostic>();
        try
        {
            string home = RealPath.Of(directory);
            foreach (string path in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileName(path);
                if (IsCopied(name) && Prove(name, path, home, files) is { } fault)
                    faults.Add(fault);
            }
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            faults.Add(FileFault.CannotRead(directory, failure));
        }
        return (files, faults);
    }

    private static bool IsCopied(string name) =>
        !name.StartsWith('.')
        && !MergeOutput.Names.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !Weights.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    private static MergeDiagnostic? Prove(string name, string path, string home, List<OutputFile.CopyOf> files)
    {
        FileSystem system = FileSystem.OfSystem;
        string shown = Printable.Quote(path);
        MergeDiagnostic Fault(DiagnosticKind kind, string message) => kind.Says(message) with { Place = new(path, 1, 1) };
        try
        {
            if (system.TryStatLink(path) is null)
                return Fault(
                    DiagnosticKinds.CannotRead,
                    name.Contains('\uFFFD', StringComparison.Ordinal)
                        ? $"the name of {shown} is not text in UTF-8, so that the file cannot be opened by it; rename the file or remove it"
                        : $"cannot read {shown}: it is not there any more; wait until nothing writes to the directory"
                );
            string real = RealPath.Of(path);
            if (!RealPath.IsWithin(real, home) && !IsBlob(real, home))
                return Fault(
                    DiagnosticKinds.LinkOutOfCheckpoint,
                    $"{shown} is a link to {Printable.Quote(real)}, out of the checkpoint; put the file itself in its place, or remove the link"
                );
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = system.OpenToRead(real);
            var stamp = SourceStamp.Of(system, handle, real);
            // Only now nothing can come between: what is open is the file that was judged.
            if (RealPath.Of(real) != real)
                return Fault(
                    DiagnosticKinds.SourceChanged,
                    $"{shown} changed while it was looked at; wait until nothing writes to the directory"
                );
            files.Add(new(name, real, stamp));
            return null;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return FileFault.CannotRead(path, failure);
        }
    }

    /// <summary>Indicates whether a file is among the blobs of the repository in the hub's cache whose snapshot a directory is.</summary>
    private static bool IsBlob(string real, string home) =>
        Path.GetDirectoryName(home) is { } snapshots
        && Path.GetFileName(snapshots) == "snapshots"
        && Path.GetDirectoryName(snapshots) is { } repository
        && Path.GetFileName(repository).StartsWith("models--", StringComparison.Ordinal)
        && RealPath.IsWithin(real, Path.Combine(repository, "blobs"));

    /// <summary>The generation config where it names layers that have moved; null where the file can go along as it is.</summary>
    private static string? EditedGeneration(Checkpoint donor, CompletedMerge merge, string path)
    {
        // It is the user's file: what cannot be read is copied, and whoever uses it says what is wrong with it.
        if (
            !JsonFile.TryRead(
                path,
                DiagnosticKinds.InvalidConfig,
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
