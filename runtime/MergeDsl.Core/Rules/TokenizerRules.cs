using MergeDsl.Diagnostics;
using MergeDsl.Specs;

namespace MergeDsl.Rules;

/// <summary>Rules about tokenizer, tokens and chat template.</summary>
internal static class TokenizerRules
{
    private static readonly string[] Templates = ["auto", "alpaca", "chatml", "exaone", "llama3", "mistral"];

    public static IEnumerable<MergeDiagnostic> Check(MergePlan merge)
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
        if (spec.Tokenizer is not { } tokenizer)
            yield break;
        if (tokenizer.Source.Kind == "base" && spec.BaseModel is null)
        {
            yield return DiagnosticKinds.TokenizerOfMissingBase.At(
                SpecPath.Root.Member("tokenizer").Member("source"),
                $"there is no base model; the tokenizer is that of the first model, {Printable.Quote(merge.Donor?.ToString() ?? "")}"
            );
        }
        for (int i = 0; i < tokenizer.Tokens.Count; i++)
        {
            Token token = tokenizer.Tokens[i];
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

    private static bool IsJinja(string template) => template.Length >= 20 && template.Contains("{");
}
