using MergeDsl.Checkpoints;
using MergeDsl.Diagnostics;

namespace MergeDsl.Execution;

/// <summary>Indicates whether the model that gives the tokenizer has one.</summary>
internal static class DonorTokenizer
{
    private static readonly string[] Beginnings =
    [
        "tokenizer.json",
        "tokenizer.model",
        "vocab.",
        "merges.txt",
        "spiece.",
        "sentencepiece.",
        "tekken.",
    ];
    private static readonly string[] Endings = [".model", ".spm", ".tiktoken", ".vocab"];

    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, LoadedModels models)
    {
        // A merge that makes a tokenizer says what it needs itself; a model without a vocabulary needs none.
        if (
            merge.Spec.Tokenizer is not null
            || merge.Donor is not { } donor
            || !models.Checkpoints.TryGetValue(donor, out Checkpoint? checkpoint)
        )
            yield break;
        if (models.Manifests.Find(donor)?.Tensors.Any(tensor => tensor.IsVocabulary) != true || HasOne(checkpoint.Directory))
            yield break;
        yield return DiagnosticKinds.MissingTokenizer.At(
            merge.PathOf(donor),
            $"{Printable.Quote(donor.ToString())}, whose tokenizer the output gets, has none: {Printable.Quote(checkpoint.Directory)} holds no tokenizer.json, tokenizer.model or vocabulary; finish the download, or put a tokenizer into the output yourself"
        );
    }

    private static bool HasOne(string directory)
    {
        try
        {
            return Directory
                .EnumerateFiles(directory)
                .Select(path => Path.GetFileName(path))
                .Any(name =>
                    Beginnings.Any(begin => name.StartsWith(begin, StringComparison.Ordinal))
                    || Endings.Any(end => name.EndsWith(end, StringComparison.Ordinal))
                );
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            // What cannot be listed any more is reported where it is read.
            return true;
        }
    }
}
