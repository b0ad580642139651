using System.Globalization;
using MergeDsl.Diagnostics;

namespace MergeDsl.CSharp;

/// <content>The tokenizer.</content>
internal sealed partial class ClassPrinter
{
    private void AddTokenizer(List<CodeItem> items)
    {
        if (spec.Tokenizer is not { } tokenizer)
            return;
        SpecPath path = new("tokenizer");
        string source =
            tokenizer.Source.Model is { } model ? ModelText(model)
            : tokenizer.Source.Kind == TokenizerSource.Base.Kind ? "TokenizerSource.Base"
            : "TokenizerSource.Union";
        if (tokenizer.PadToMultipleOf is null && tokenizer.Tokens.IsEmpty)
        {
            items.Add(Item("Tokenizer =", new CodeText(source), path));
            return;
        }
        List<CodeItem> parts = [];
        if (tokenizer.PadToMultipleOf is { } multiple)
            parts.Add(
                Item("PadToMultipleOf =", new CodeText(multiple.ToString(CultureInfo.InvariantCulture)), path.Member("pad_to_multiple_of"))
            );
        if (!tokenizer.Tokens.IsEmpty)
        {
            CodeItem[] tokens =
            [
                .. tokenizer.Tokens.Select(token => Item("", new CodeText(TokenText(token)), path.Member("tokens").Member(token.Text))),
            ];
            parts.Add(Item("Tokens =", new CodeList(null, tokens), path.Member("tokens")));
        }
        items.Add(Item("Tokenizer =", new CodeList($"new({source})", parts), path));
    }

    private string TokenText(Token token)
    {
        string text = CSharpLiteral.Text(token.Text),
            embedding = EmbeddingText(token.Embedding);
        return token.Force ? $"new({text}, {embedding}) {{ Force = true }}" : $"({text}, {embedding})";
    }

    private string EmbeddingText(TokenEmbedding embedding) =>
        embedding.Kind switch
        {
            "zero" => "TokenEmbedding.Zero",
            "none" => "TokenEmbedding.Unsaid",
            "model" => ModelText(embedding.Model!),
            _ when embedding.Text is { } text => $"TokenEmbedding.Of({ModelText(embedding.Model!)}, {CSharpLiteral.Text(text)})",
            _ => $"TokenEmbedding.Of({ModelText(embedding.Model!)}, {embedding.Id?.ToString(CultureInfo.InvariantCulture)})",
        };
}
