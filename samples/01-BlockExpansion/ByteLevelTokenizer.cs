using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Samples;

/// <summary>A byte-level BPE tokenizer as <c>tokenizer.json</c> describes it: text is cut into words, a word is its UTF-8 bytes, and neighbours are joined in the order of the merges.</summary>
public sealed partial class ByteLevelTokenizer
{
    private static readonly char[] CharacterOfByte = MakeCharacters();
    private static readonly Dictionary<char, byte> ByteOfCharacter = CharacterOfByte.Select((character, value) => (character, value)).ToDictionary(pair => pair.character, pair => (byte)pair.value);

    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> texts = [];
    private readonly Dictionary<(string Left, string Right), int> ranks = [];
    private readonly List<(string Text, int Id)> addedTokens = [];
    private readonly int[] before;
    private readonly int[] after;
    private readonly bool addPrefixSpace;

    private ByteLevelTokenizer(JsonElement root, string path)
    {
        JsonElement model = root.GetProperty("model");
        JsonElement preTokenizer = root.GetProperty("pre_tokenizer");
        if (model.GetProperty("type").GetString() is not "BPE" || preTokenizer.GetProperty("type").GetString() is not "ByteLevel" || root.GetProperty("normalizer").ValueKind is not JsonValueKind.Null)
        {
            throw new InvalidDataException($"{path}: this sample knows byte-level BPE without a normalizer only");
        }
        addPrefixSpace = preTokenizer.GetProperty("add_prefix_space").GetBoolean();
        foreach (JsonProperty entry in model.GetProperty("vocab").EnumerateObject()) AddToken(entry.Name, entry.Value.GetInt32());
        foreach (JsonElement merge in model.GetProperty("merges").EnumerateArray())
        {
            // A pair is a list of two texts, in older files one text with a blank between them.
            string[] pair = merge.ValueKind is JsonValueKind.Array ? [.. merge.EnumerateArray().Select(part => part.GetString()!)] : merge.GetString()!.Split(' ');
            ranks.Add((pair[0], pair[1]), ranks.Count);
        }
        foreach (JsonElement token in root.GetProperty("added_tokens").EnumerateArray())
        {
            (string text, int id) = (token.GetProperty("content").GetString()!, token.GetProperty("id").GetInt32());
            AddToken(text, id);
            addedTokens.Add((text, id));
        }
        (before, after) = ReadTemplate(root.GetProperty("post_processor"));
    }

    /// <summary>Reads <c>tokenizer.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is a tokenizer of another kind.</exception>
    public static ByteLevelTokenizer Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new ByteLevelTokenizer(document.RootElement, path);
    }

    /// <summary>The ids of a text, with the special tokens that the file's template puts around it.</summary>
    public int[] Encode(string text)
    {
        List<int> result = [.. before];
        int start = 0;
        while (start < text.Length)
        {
            (int position, string token, int id) = FindAddedToken(text, start);
            EncodePlain(text[start..position], result);
            if (position < text.Length) result.Add(id);
            start = position + token.Length;
        }
        return [.. result, .. after];
    }

    /// <summary>The text of ids, special tokens included.</summary>
    public string Decode(IEnumerable<int> tokens)
    {
        List<byte> bytes = [];
        foreach (int token in tokens)
        {
            string text = texts[token];
            bytes.AddRange(addedTokens.Exists(added => added.Id == token) ? Encoding.UTF8.GetBytes(text) : text.Select(character => ByteOfCharacter[character]));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    // The first added token at or after a position, of several there the longest; none stands at the end of the text with length 0.
    private (int Position, string Text, int Id) FindAddedToken(string text, int start) => addedTokens
        .Select(token => (Position: text.IndexOf(token.Text, start, StringComparison.Ordinal), token.Text, token.Id))
        .Where(found => found.Position >= 0)
        .OrderBy(found => found.Position).ThenByDescending(found => found.Text.Length)
        .FirstOrDefault((text.Length, "", 0));

    private void EncodePlain(string text, List<int> result)
    {
        if (addPrefixSpace && text.Length > 0 && text[0] != ' ') text = " " + text;
        foreach (Match word in Word().Matches(text))
        {
            List<string> parts = [.. Encoding.UTF8.GetBytes(word.Value).Select(value => CharacterOfByte[value].ToString())];
            Join(parts);
            result.AddRange(parts.Select(part => ids[part]));
        }
    }

    private void Join(List<string> parts)
    {
        while (true)
        {
            int best = -1;
            int bestRank = int.MaxValue;
            for (int index = 0; index + 1 < parts.Count; index++)
            {
                if (ranks.TryGetValue((parts[index], parts[index + 1]), out int rank) && rank < bestRank) (best, bestRank) = (index, rank);
            }
            if (best < 0) return;
            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }
    }

    private void AddToken(string text, int id)
    {
        ids[text] = id;
        texts[id] = text;
    }

    // A template is a list of special tokens around the text "A"; other post-processors add none.
    private static (int[] Before, int[] After) ReadTemplate(JsonElement processor)
    {
        if (processor.ValueKind is not JsonValueKind.Object || processor.GetProperty("type").GetString() is not "TemplateProcessing") return ([], []);
        JsonElement[] pieces = [.. processor.GetProperty("single").EnumerateArray()];
        int sequence = Array.FindIndex(pieces, piece => piece.TryGetProperty("Sequence", out _));
        JsonElement specialTokens = processor.GetProperty("special_tokens");
        int[] Ids(IEnumerable<JsonElement> tokens) =>
            [.. tokens.SelectMany(token => specialTokens.GetProperty(token.GetProperty("SpecialToken").GetProperty("id").GetString()!).GetProperty("ids").EnumerateArray()).Select(id => id.GetInt32())];
        return (Ids(pieces.Take(sequence)), Ids(pieces.Skip(sequence + 1)));
    }

    // Every byte as a printable character, as GPT-2 has it: printable ones stand for themselves, the others for U+0100 and up.
    private static char[] MakeCharacters()
    {
        char[] characters = new char[256];
        int others = 0;
        for (int value = 0; value < characters.Length; value++)
        {
            bool isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = (char)(isPrintable ? value : 256 + others++);
        }
        return characters;
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
