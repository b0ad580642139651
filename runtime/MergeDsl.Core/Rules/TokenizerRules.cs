using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Specs;

namespace MergeDsl.Rules;

/// <summary>Rules about tokenizer, tokens and chat template.</summary>
internal static class TokenizerRules
{
    private static readonly string[] Templates = ["auto", "alpaca", "chatml", "exaone", "llama3", "mistral"];

    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge, ManifestSet manifests)
    {
        MergeSpec spec = merge.Spec;
        if (spec.ChatTemplate is { } template && !Templates.Contains(template) && !IsJinja(template))
        {
            string? nearest = NearestName.Of(template, Templates);
            yield return DiagnosticKinds.UnknownChatTemplate.At(
                SpecPath.Root.Member("chat_template"),
                $"there is no chat template {Printable.Quote(template)}{(nearest is null ? "; known" : $"; did you mean {Printable.Quote(nearest)}? Known")} are {string.Join(", ", Templates)}, or give the Jinja text"
            ) with
            {
                Suggestion = nearest,
            };
        }
        else if (spec.ChatTemplate is { } jinja && TemplateBlocks.Problem(jinja) is { } problem)
        {
            yield return DiagnosticKinds.MalformedTemplate.At(
                SpecPath.Root.Member("chat_template"),
                $"the chat template does not close: {problem}"
            );
        }
        if (spec.Tokenizer is not { } tokenizer)
            yield break;
        if (tokenizer.Source.Kind == "base" && spec.BaseModel is null)
        {
            yield return DiagnosticKinds.TokenizerOfMissingBase.At(
                SpecPath.Root.Member("tokenizer").Member("source"),
                $"there is no base model; the tokenizer is that of the first model, {Printable.Quote(merge.Donor?.ToString() ?? "")}"
            );
        }
        if (tokenizer.Source.Kind is not ("union" or "base" or "model"))
        {
            yield return DiagnosticKinds.InvalidModelReference.At(
                SpecPath.Root.Member("tokenizer").Member("source"),
                $"there is no tokenizer source of the kind {Printable.Quote(tokenizer.Source.Kind)}; give TokenizerSource.Union, TokenizerSource.Base or a model"
            );
        }
        if (tokenizer.PadToMultipleOf is < 0 and { } multiple)
        {
            yield return DiagnosticKinds.ValueType.At(
                SpecPath.Root.Member("tokenizer").Member("pad_to_multiple_of"),
                $"the vocabulary cannot be padded to a multiple of {Numbers.Format(multiple)}; give a whole number such as 64"
            );
        }
        var texts = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < tokenizer.Tokens.Count; i++)
        {
            Token token = tokenizer.Tokens[i];
            SpecPath path = SpecPath.Root.Member("tokenizer").Member("tokens").Element(i);
            if (!texts.Add(token.Text))
            {
                yield return DiagnosticKinds.SameNameTwice.At(
                    path,
                    $"the token {Printable.Quote(token.Text)} is given twice; give each token once"
                );
                continue;
            }
            if (Malformed(token.Embedding) is var (step, fault))
            {
                yield return DiagnosticKinds.MalformedToken.At(path.Member("source").Member(step), fault);
                continue;
            }
            if (
                token.Embedding is { Id: { } wanted, Model: { } of }
                && manifests.Find(of) is { } manifest
                && Rows(manifest) is > 0 and { } rows
                && wanted >= rows
            )
            {
                yield return DiagnosticKinds.UnknownToken.At(
                    path.Member("source").Member("token_id"),
                    $"{Printable.Quote(of.ToString())} has no token {Numbers.Format(wanted)}: its embeddings have {Numbers.Group(rows)} rows, from 0 on; give the id of a token that it has"
                );
                continue;
            }
            if (token is { Force: true, Embedding.Kind: "none" })
            {
                yield return DiagnosticKinds.MalformedToken.At(
                    path,
                    $"the token {Printable.Quote(token.Text)} is forced to an embedding that is not given; give its source, or do not force it"
                );
                continue;
            }
            if (token.Embedding.Model is not { } model || merge.FirstSource(model) is not null || model.Equals(merge.Spec.BaseModel))
                continue;
            string? nearest = NearestName.Of(model.Id, merge.Models.Select(other => other.Id));
            yield return DiagnosticKinds.TokenModelNotInMerge.At(
                SpecPath.Root.Member("tokenizer").Member("tokens").Element(i).Member("source"),
                $"the embedding of {Printable.Quote(token.Text)} is taken from {Printable.Quote(model.ToString())}, which is not in this merge{(nearest is null ? "; name one of its models" : $"; did you mean {Printable.Quote(nearest)}?")}"
            ) with
            {
                Suggestion = nearest,
            };
        }
    }

    /// <summary>Returns the part of an embedding that is malformed, and the problem; null where none is.</summary>
    private static (string Step, string Problem)? Malformed(TokenEmbedding embedding) =>
        embedding switch
        {
            { Kind: not ("zero" or "model" or "model_token" or "none") } => (
                "kind",
                $"there is no embedding of the kind {Printable.Quote(embedding.Kind)}; give TokenEmbedding.Zero, a model, or TokenEmbedding.Of a model and a token"
            ),
            { Id: < 0 and { } id } => (
                "token_id",
                $"the ids of tokens begin at 0, and {Numbers.Format(id)} is below; give the id of a token"
            ),
            { Kind: "model_token", Text: not null, Id: not null } => (
                "token_id",
                "the embedding is that of a token by its text and by its id; give only one of them"
            ),
            _ => null,
        };

    /// <summary>The number of rows of the embeddings; 0 where they are not known.</summary>
    private static long Rows(Manifest manifest) =>
        manifest.Tensors.Where(tensor => tensor.IsVocabulary && tensor.Shape.Count > 0).Select(tensor => tensor.Shape[0]).Append(0).Max();

    private static bool IsJinja(string template) => template.Length >= 20 && template.Contains("{");
}
