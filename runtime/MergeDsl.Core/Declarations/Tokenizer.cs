using MergeDsl.Collections;

namespace MergeDsl;

/// <summary>The source of the output's vocabulary.</summary>
/// <param name="Kind"><c>union</c>, <c>base</c> or <c>model</c>.</param>
/// <param name="Model">The model, for <c>model</c>.</param>
public sealed record TokenizerSource(string Kind, Model? Model = null)
{
    /// <summary>All tokens of all models.</summary>
    public static TokenizerSource Union { get; } = new("union");

    /// <summary>The base model's tokens.</summary>
    public static TokenizerSource Base { get; } = new("base");

    /// <summary>The tokens of one model.</summary>
    public static implicit operator TokenizerSource(Model model) => new("model", model);
}

/// <summary>The source of the embedding of a token.</summary>
/// <param name="Kind"><c>zero</c>, <c>model</c>, <c>model_token</c>, or <c>none</c> where nothing is set and the models decide.</param>
/// <param name="Model">The model it is taken from.</param>
public sealed record TokenEmbedding(string Kind, Model? Model = null)
{
    /// <summary>The token of that model, by text.</summary>
    public string? Text { get; init; }

    /// <summary>The token of that model, by id.</summary>
    public int? Id { get; init; }

    /// <summary>Nothing is set: the token is added, and its embedding is that of the models that have it.</summary>
    public static TokenEmbedding Unsaid { get; } = new("none");

    /// <summary>A row of zeros.</summary>
    public static TokenEmbedding Zero { get; } = new("zero");

    /// <summary>The embedding of another token of a model.</summary>
    public static TokenEmbedding Of(Model model, string token) => new("model_token", model) { Text = token };

    /// <summary>The embedding of another token of a model.</summary>
    public static TokenEmbedding Of(Model model, int tokenId) => new("model_token", model) { Id = tokenId };

    /// <summary>The embedding of the same token in a model.</summary>
    public static implicit operator TokenEmbedding(Model model) => new("model", model);

    /// <summary>The embedding of the same token in a model.</summary>
    public static implicit operator TokenEmbedding(string reference) => new("model", reference);
}

/// <summary>A token whose embedding is set explicitly.</summary>
/// <param name="Text">The token.</param>
/// <param name="Embedding">Where its embedding comes from.</param>
public sealed record Token(string Text, TokenEmbedding Embedding)
{
    /// <summary>Indicates whether the embedding is used even where a model has one of its own.</summary>
    public bool Force { get; init; }

    /// <summary>A token and its embedding.</summary>
    public static implicit operator Token((string Text, TokenEmbedding Embedding) pair) => new(pair.Text, pair.Embedding);
}

/// <summary>The tokenizer of the output.</summary>
/// <param name="Source">The vocabulary to start from.</param>
public sealed record Tokenizer(TokenizerSource Source)
{
    /// <summary>The vocabulary is padded to a multiple of this number of rows.</summary>
    public int? PadToMultipleOf { get; init; }

    /// <summary>Tokens whose embedding is set explicitly.</summary>
    public EquatableArray<Token> Tokens { get; init; }

    /// <summary>A tokenizer with that vocabulary.</summary>
    public static implicit operator Tokenizer(TokenizerSource source) => new(source);

    /// <summary>A model's tokenizer.</summary>
    public static implicit operator Tokenizer(Model model) => new((TokenizerSource)model);
}
