using MergeDsl.Checkpoints;
using MergeDsl.Json;

namespace MergeDsl;

/// <summary>Whether the tokens that embeddings are taken from exist in their models' tokenizers.</summary>
internal static class TokenFiles
{
    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, IReadOnlyDictionary<Model, Checkpoint> checkpoints)
    {
        EquatableArray<Token> tokens = merge.Spec.Tokenizer?.Tokens ?? [];
        for (int i = 0; i < tokens.Count; i++)
        {
            TokenEmbedding embedding = tokens[i].Embedding;
            string? wanted = embedding.Kind == "model" ? tokens[i].Text : embedding.Text;
            if (wanted is null || embedding.Model is not { } model || !checkpoints.TryGetValue(model, out Checkpoint? checkpoint))
                continue;
            if (Vocabulary(checkpoint.Directory) is not { } vocabulary || vocabulary.Contains(wanted))
                continue;
            string? nearest = NearestName.Of(wanted, vocabulary);
            yield return DiagnosticCatalogue.UnknownToken.At(
                SpecPath.Root.Member("tokenizer").Member("tokens").Element(i).Member("source"),
                $"the tokenizer of {Printable.Quote(model.ToString())} has no token {Printable.Quote(wanted)}{(nearest is null ? "" : $"; did you mean {Printable.Quote(nearest)}?")}; take one that it has, or zero"
            ) with
            {
                Suggestion = nearest,
            };
        }
    }

    private static HashSet<string>? Vocabulary(string directory)
    {
        string path = Path.Combine(directory, "tokenizer.json");
        if (!File.Exists(path))
            return null;
        try
        {
            JsonValue tokenizer = JsonReader.Parse(OrdinaryFile.ReadAllText(path));
            IEnumerable<string> words = tokenizer.At("model.vocab")?.AsObject?.Members.Select(member => member.Key) ?? [];
            IEnumerable<string> added =
                tokenizer.At("added_tokens")?.AsArray?.Items.Select(item => item.At("content")?.AsString).OfType<string>() ?? [];
            return [.. words, .. added];
        }
        catch (Exception failure) when (failure is JsonFormatException || FileFault.IsExpected(failure))
        {
            return null;
        }
    }
}
