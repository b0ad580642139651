using MergeDsl.Checkpoints;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;

namespace MergeDsl.Execution;

/// <summary>Indicates whether the tokens that embeddings are taken from exist in their models' tokenizers.</summary>
internal static class TokenFiles
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, IReadOnlyDictionary<Model, Checkpoint> checkpoints)
    {
        EquatableArray<Token> tokens = merge.Spec.Tokenizer?.Tokens ?? [];
        var read = new Dictionary<string, (HashSet<string>? Words, MergeDiagnostic? Fault)>(StringComparer.Ordinal);
        for (int i = 0; i < tokens.Count; i++)
        {
            TokenEmbedding embedding = tokens[i].Embedding;
            string? wanted = embedding.Kind == "model" ? tokens[i].Text : embedding.Text;
            if (wanted is null || embedding.Model is not { } model || !checkpoints.TryGetValue(model, out Checkpoint? checkpoint))
                continue;
            if (!read.TryGetValue(checkpoint.Directory, out (HashSet<string>? Words, MergeDiagnostic? Fault) tokenizer))
            {
                read.Add(checkpoint.Directory, tokenizer = Vocabulary(checkpoint.Directory));
                if (tokenizer.Fault is { } fault)
                    yield return fault;
            }
            if (tokenizer.Words is not { } vocabulary || vocabulary.Contains(wanted))
                continue;
            string? nearest = NearestName.Of(wanted, vocabulary);
            yield return DiagnosticKinds.UnknownToken.At(
                SpecPath.Root.Member("tokenizer").Member("tokens").Element(i).Member("source"),
                $"the tokenizer of {Printable.Quote(model.ToString())} has no token {Printable.Quote(wanted)}{(nearest is null ? "" : $"; did you mean {Printable.Quote(nearest)}?")}; take one that it has, or zero"
            ) with
            {
                Suggestion = nearest,
            };
        }
    }

    /// <summary>The tokens of a tokenizer.json; null without a fault where there is none.</summary>
    private static (HashSet<string>? Words, MergeDiagnostic? Fault) Vocabulary(string directory)
    {
        string path = Path.Combine(directory, "tokenizer.json");
        if (!File.Exists(path))
            return (null, null);
        if (
            !JsonFile.TryRead(
                path,
                DiagnosticKinds.UnknownToken,
                CheckpointLimits.IndexBytes,
                rejectDuplicates: false,
                out JsonFile? file,
                out MergeDiagnostic? fault
            )
        )
            return (null, fault);
        IEnumerable<string> words = file.Root.At("model.vocab")?.AsObject?.Members.Select(member => member.Key) ?? [];
        IEnumerable<string> added =
            file.Root.At("added_tokens")?.AsArray?.Items.Select(item => item.At("content")?.AsString).OfType<string>() ?? [];
        return ([.. words, .. added], null);
    }
}
