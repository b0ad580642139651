using MergeDsl.Collections;
using MergeDsl.Diagnostics;

namespace MergeDsl.Yaml;

/// <content>The tokenizer in its two forms.</content>
internal sealed partial class YamlSpecReader
{
    private const string ObsoletePrefix = "model:";

    private Tokenizer? ReadTokenizer(Section top)
    {
        YamlEntry? block = top["tokenizer"] is { } written && !IsNull(written.Value) ? written : null;
        YamlEntry? legacy = top["tokenizer_source"] is { } source && !IsNull(source.Value) ? source : null;
        if (block is not null && legacy is not null)
        {
            Add(
                DiagnosticKinds.TwoTokenizers,
                legacy.Key,
                new SpecPath("tokenizer_source").Key,
                "'tokenizer' and 'tokenizer_source' say the same thing: keep one of them"
            );
        }
        if (block is not null)
            return ReadTokenizerBlock(block);
        if (legacy is null)
            return null;
        SetPlaces(new("tokenizer"), legacy);
        SetPlaces(new("tokenizer.source"), legacy);
        return ReadTokenizerSource(legacy) is { } from ? new(from) : null;
    }

    private Tokenizer? ReadTokenizerBlock(YamlEntry block)
    {
        SpecPath path = new("tokenizer");
        if (block.Value is not YamlMap map)
        {
            Refuse(
                DiagnosticKinds.WrongNode,
                block,
                path,
                $"'tokenizer' is {Describe(block.Value)}, but a mapping is expected: write 'tokenizer: {{source: union}}'"
            );
            return null;
        }
        Section section = Open(map, YamlScope.Tokenizer, path);
        TokenizerSource? source = section["source"] is { } from && !IsNull(from.Value) ? ReadTokenizerSource(from) : TokenizerSource.Union;
        return new Tokenizer(source ?? TokenizerSource.Union)
        {
            PadToMultipleOf = ReadPadding(section["pad_to_multiple_of"], path.Member("pad_to_multiple_of")),
            Tokens = ReadTokens(section["tokens"], path.Member("tokens")),
        };
    }

    private TokenizerSource? ReadTokenizerSource(YamlEntry entry)
    {
        SpecPath path = new("tokenizer.source");
        if (entry.Value is YamlMap)
            return ReadModel(entry, path);
        if (ReadText(entry, path, "'union', 'base' or the name of a model") is not { } text)
            return null;
        if (text.StartsWith(ObsoletePrefix, StringComparison.Ordinal) && text.Length > ObsoletePrefix.Length)
        {
            string name = text.Substring(ObsoletePrefix.Length).Trim();
            Add(
                DiagnosticKinds.ObsoleteSpelling,
                entry,
                path,
                $"the prefix 'model:' is obsolete: write {Printable.Quote(name)}; a current mergekit takes it for a part of the name"
            );
            return ReadModel(entry, path, name);
        }
        switch (text)
        {
            case "union":
                return TokenizerSource.Union;
            case "base":
                return TokenizerSource.Base;
        }
        if (NearestName.Of(text, ["union", "base"]) is { } nearest && !IsModelOfTheMerge(text))
        {
            AddAt(
                DiagnosticKinds.InvalidModelReference,
                PlaceOf(entry),
                path,
                $"{Printable.Quote(text)} is taken for a model; did you mean {Printable.Quote(nearest)}?",
                null,
                nearest,
                true
            );
            Poison(path);
            if (!lenient)
                return nearest == "union" ? TokenizerSource.Union : TokenizerSource.Base;
        }
        return ReadModel(entry, path);
    }

    /// <summary>Indicates whether some 'model' of the document has this very text.</summary>
    private bool IsModelOfTheMerge(string text)
    {
        bool Holds(YamlNode node) =>
            node switch
            {
                YamlList list => list.Items.Any(Holds),
                YamlMap map => map.Entries.Any(entry =>
                    (entry.Key.Text is "model" or "base_model" && entry.Value is YamlScalar scalar && scalar.Text == text)
                    || (entry.Key.Text is "models" or "slices" or "sources" or "modules" && Holds(entry.Value))
                ),
                _ => false,
            };
        return Holds(document.Root!);
    }

    private int? ReadPadding(YamlEntry? entry, SpecPath path)
    {
        if (entry is null || IsNull(entry.Value))
            return null;
        int? number = ReadWhole(entry.Value, path);
        if (number >= 0)
            return number == 0 ? null : number;
        Refuse(
            DiagnosticKinds.ValueType,
            entry,
            path,
            $"'pad_to_multiple_of' must be a whole number such as 64, not {(entry.Value is YamlScalar scalar ? Printable.Quote(scalar.Text) : Describe(entry.Value))}"
        );
        return null;
    }

    private EquatableArray<Token> ReadTokens(YamlEntry? entry, SpecPath path)
    {
        if (entry is null || IsNull(entry.Value))
            return [];
        if (entry.Value is not YamlMap map)
        {
            Refuse(
                DiagnosticKinds.MalformedToken,
                entry,
                path,
                $"'tokens' is {Describe(entry.Value)}, but a mapping from tokens to their sources is expected"
            );
            return [];
        }
        List<Token> tokens = [];
        foreach (YamlEntry token in map.Entries)
        {
            SpecPath at = path.Element(tokens.Count);
            SetPlaces(at, token);
            if (ReadToken(token, at) is { } read)
                tokens.Add(read);
        }
        return tokens.ToEquatableArray();
    }

    private Token? ReadToken(YamlEntry entry, SpecPath path)
    {
        string quoted = Printable.Quote(entry.Key.Text);
        if (IsNull(entry.Value))
            return new Token(entry.Key.Text, TokenEmbedding.Unsaid);
        if (entry.Value is not YamlMap map)
        {
            Refuse(
                DiagnosticKinds.MalformedToken,
                entry,
                path,
                $"the token {quoted} is {Describe(entry.Value)}, but a mapping is expected: write '{{source: model}}'"
            );
            return null;
        }
        Section section = Open(map, YamlScope.Token, path);
        bool force = false;
        if (section["force"] is { } flag && !IsNull(flag.Value))
        {
            if (flag.Value is not YamlScalar scalar || Flag(scalar) is not { } value)
            {
                Refuse(
                    DiagnosticKinds.ValueType,
                    flag,
                    path.Member("force"),
                    $"'force' must be true or false, not {(flag.Value is YamlScalar text ? Printable.Quote(text.Text) : Describe(flag.Value))}"
                );
                return null;
            }
            force = value;
        }
        TokenEmbedding? embedding = TokenEmbedding.Unsaid;
        if (section["source"] is { } source && !IsNull(source.Value))
        {
            // A rule speaks of the token; what it speaks of stands in the source.
            places.SetValue(path, PlaceOf(source));
            embedding = ReadEmbedding(source, path.Member("source"), quoted);
        }
        return embedding is null ? null : new Token(entry.Key.Text, embedding) { Force = force };
    }

    private TokenEmbedding? ReadEmbedding(YamlEntry entry, SpecPath path, string token)
    {
        if (entry.Value is not YamlMap map || (map["kind"] is null && map["token"] is null && map["token_id"] is null))
            return ReadModel(entry, path);
        Section section = Open(map, YamlScope.TokenSource, path);
        string? kind = section["kind"] is { } written ? ReadText(written, path.Member("kind"), "'model_token' or 'zero'") : null;
        if (kind is null && section["kind"] is not null)
            return null;
        if (kind == "zero")
            return TokenEmbedding.Zero;
        if (kind != "model_token")
        {
            string? nearest = kind is null ? "model_token" : NearestName.Of(kind, ["zero", "model_token"]);
            Refuse(
                DiagnosticKinds.MalformedToken,
                entry,
                path,
                kind is null
                    ? $"the source of the token {token} needs 'kind: model_token'"
                    : $"there is no kind {Printable.Quote(kind)} of source"
                        + (nearest is null ? ": it is 'model_token' or 'zero'" : $"; did you mean {Printable.Quote(nearest)}?"),
                nearest
            );
            return null;
        }
        if (section["model"] is not { } reference || IsNull(reference.Value))
        {
            Refuse(DiagnosticKinds.MalformedToken, entry, path, $"the source of the token {token} needs 'model': the one it is taken from");
            return null;
        }
        Model model = ReadModel(reference, path.Member("model"));
        bool hasText = section["token"] is { } text && !IsNull(text.Value),
            hasId = section["token_id"] is { } number && !IsNull(number.Value);
        if (hasText == hasId)
        {
            Refuse(
                DiagnosticKinds.MalformedToken,
                entry,
                path,
                $"the source of the token {token} needs {(hasText ? "only one" : "one")} of 'token' and 'token_id'"
            );
            return null;
        }
        if (hasText)
            return ReadText(section["token"]!, path.Member("token"), "the text of a token") is { } other
                ? TokenEmbedding.Of(model, other)
                : null;
        if (ReadWhole(section["token_id"]!.Value, path.Member("token_id")) is >= 0 and { } id)
            return TokenEmbedding.Of(model, id);
        Refuse(
            DiagnosticKinds.MalformedToken,
            section["token_id"]!,
            path.Member("token_id"),
            "'token_id' must be the number of a token, from 0"
        );
        return null;
    }

    private static bool? Flag(YamlScalar scalar)
    {
        YamlScalarValue value = YamlScalarValue.Of(scalar);
        return value.Kind switch
        {
            YamlScalarKind.Boolean or YamlScalarKind.Number when value.Number is 0 or 1 => value.Number == 1,
            YamlScalarKind.Text when BooleanText(scalar.Text) is { } flag => flag == 1,
            _ => null,
        };
    }
}
