using System.Text;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;

namespace MergeDsl.Json;

/// <summary>JSON that breaks the grammar or a limit.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="offset">Where, in characters from 0.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column, from 1.</param>
internal sealed class JsonFormatException(string message, int offset, int line, int column) : FormatException(message)
{
    public int Offset { get; } = offset;

    public int Line { get; } = line;

    public int Column { get; } = column;
}

/// <summary>Reads JSON text strictly by RFC 8259: no comments, no trailing commas, bounded depth. Small and without dependencies, for it also runs in the compiler.</summary>
/// <remarks>Linear in the text: at most <see cref="BytesPerCharacter"/> bytes are allocated for each of its characters, whatever they say.</remarks>
internal ref struct JsonReader
{
    /// <summary>The most bytes that reading allocates for a character: the costliest text is nested lists of one element.</summary>
    public const int BytesPerCharacter = 40;
    private const int MaximumDepth = 128;
    private static readonly string[] NonFiniteNumbers = ["NaN", "Infinity", "-Infinity"];
    private readonly ReadOnlySpan<char> text;
    private readonly bool rejectDuplicates;
    private readonly bool places;
    private readonly bool allowNonFinite;

    // What is read of the objects and lists that are still open: each takes its part when it closes, so that nothing is held twice.
    private readonly List<JsonValue> items = [];
    private readonly List<KeyValuePair<string, JsonValue>> members = [];
    private readonly JsonNumber?[] digits = new JsonNumber?[10];
    private int position;

    private JsonReader(ReadOnlySpan<char> text, bool rejectDuplicates, bool places, bool allowNonFinite)
    {
        this.text = text;
        this.rejectDuplicates = rejectDuplicates;
        this.places = places;
        this.allowNonFinite = allowNonFinite;
    }

    /// <summary>Reads one JSON value and nothing after it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="rejectDuplicates">Whether a member given twice in an object is an error.</param>
    /// <param name="places">Whether the values know where they stand (<see cref="JsonValue.Offset"/>).</param>
    /// <param name="allowNonFinite">Whether <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are numbers, as Python writes them into some config.json.</param>
    /// <exception cref="JsonFormatException">The text is not JSON.</exception>
    public static JsonValue Parse(ReadOnlySpan<char> text, bool rejectDuplicates = false, bool places = false, bool allowNonFinite = false)
    {
        var reader = new JsonReader(text, rejectDuplicates, places, allowNonFinite);
        reader.SkipBlanks();
        JsonValue value = reader.ReadValue(0);
        reader.SkipBlanks();
        if (reader.position < text.Length)
            throw reader.Error("text after the end of the value");
        return value;
    }

    private JsonValue ReadValue(int depth)
    {
        int start = position;
        JsonValue value = ReadValueHere(depth);
        // Null is one value wherever it stands, so that it has no place.
        if (places && value is not JsonNull)
            value.Offset = start;
        return value;
    }

    private JsonValue ReadValueHere(int depth)
    {
        if (depth > MaximumDepth)
            throw Error($"nested deeper than {MaximumDepth}");
        switch (Peek())
        {
            case '{':
                return ReadObject(depth);
            case '[':
                return ReadArray(depth);
            case '"':
                return new JsonString(ReadString());
            case 't':
                Expect("true");
                return places ? new JsonBoolean(true) : JsonBoolean.True;
            case 'f':
                Expect("false");
                return places ? new JsonBoolean(false) : JsonBoolean.False;
            case 'n':
                Expect("null");
                return JsonNull.Instance;
            default:
                return ReadNumber();
        }
    }

    private JsonObject ReadObject(int depth)
    {
        int first = members.Count;
        HashSet<string>? names = rejectDuplicates ? new(StringComparer.Ordinal) : null;
        position++;
        SkipBlanks();
        if (Peek() == '}')
        {
            position++;
            return places ? new([]) : JsonObject.Empty;
        }
        while (true)
        {
            if (Peek() != '"')
                throw Error("expected the name of a member");
            int start = position;
            string name = ReadString();
            if (names is not null && !names.Add(name))
            {
                position = start;
                throw Error($"the member {Printable.Quote(name)} is given twice");
            }
            SkipBlanks();
            if (Peek() != ':')
                throw Error("expected ':'");
            position++;
            SkipBlanks();
            members.Add(new(name, ReadValue(depth + 1)));
            SkipBlanks();
            char next = Peek();
            position++;
            if (next == '}')
                return new(Take(members, first));
            if (next != ',')
            {
                position--;
                throw Error("expected ',' or '}'");
            }
            SkipBlanks();
        }
    }

    private JsonArray ReadArray(int depth)
    {
        int first = items.Count;
        position++;
        SkipBlanks();
        if (Peek() == ']')
        {
            position++;
            return places ? new([]) : JsonArray.Empty;
        }
        while (true)
        {
            items.Add(ReadValue(depth + 1));
            SkipBlanks();
            char next = Peek();
            position++;
            if (next == ']')
                return new(Take(items, first));
            if (next != ',')
            {
                position--;
                throw Error("expected ',' or ']'");
            }
            SkipBlanks();
        }
    }

    private static EquatableArray<T> Take<T>(List<T> open, int first)
    {
        var taken = new T[open.Count - first];
        open.CopyTo(first, taken, 0, taken.Length);
        open.RemoveRange(first, taken.Length);
        return new(taken);
    }

    private string ReadString()
    {
        position++;
        int start = position;
        while (position < text.Length && text[position] is not ('"' or '\\') && text[position] >= ' ')
            position++;
        if (position < text.Length && text[position] == '"')
            return text.Slice(start, position++ - start).ToString();
        var builder = new StringBuilder(text.Slice(start, position - start).ToString());
        while (true)
        {
            char c = Peek();
            if (c == '"')
            {
                position++;
                return builder.ToString();
            }
            if (c < ' ')
                throw Error("a control character in a string");
            position++;
            if (c == '\\')
                ReadEscape(builder);
            else
                builder.Append(c);
        }
    }

    private void ReadEscape(StringBuilder builder)
    {
        char c = Peek();
        position++;
        if (c != 'u')
        {
            builder.Append(
                c switch
                {
                    '"' or '\\' or '/' => c,
                    'b' => '\b',
                    'f' => '\f',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    _ => throw ErrorBefore("an escape that JSON does not have"),
                }
            );
            return;
        }
        char unit = ReadUnit();
        builder.Append(unit);
        if (!char.IsSurrogate(unit))
            return;
        if (char.IsHighSurrogate(unit) && position + 1 < text.Length && text[position] == '\\' && text[position + 1] == 'u')
        {
            position += 2;
            char low = ReadUnit();
            if (char.IsLowSurrogate(low))
            {
                builder.Append(low);
                return;
            }
        }
        throw Error("half of a surrogate pair");
    }

    private char ReadUnit()
    {
        int unit = 0;
        for (int i = 0; i < 4; i++)
        {
            char c = Peek();
            int digit =
                c is >= '0' and <= '9' ? c - '0'
                : c is >= 'a' and <= 'f' ? c - 'a' + 10
                : c is >= 'A' and <= 'F' ? c - 'A' + 10
                : -1;
            if (digit < 0)
                throw Error("expected four hexadecimal digits");
            unit = (unit << 4) | digit;
            position++;
        }
        return (char)unit;
    }

    private JsonNumber ReadNumber()
    {
        int start = position;
        if (allowNonFinite && NonFinite() is JsonNumber special)
            return special;
        if (position < text.Length && text[position] == '-')
            position++;
        if (Digits() is 0)
        {
            position = start;
            throw Error("expected a value");
        }
        int first = text[start] == '-' ? start + 1 : start;
        if (text[first] == '0' && position > first + 1)
        {
            position = start;
            throw Error("a number with a leading zero");
        }
        if (position < text.Length && text[position] == '.')
        {
            position++;
            if (Digits() is 0)
                throw Error("expected a digit");
        }
        if (position < text.Length && text[position] is ('e' or 'E'))
        {
            position++;
            if (position < text.Length && text[position] is ('+' or '-'))
                position++;
            if (Digits() is 0)
                throw Error("expected a digit");
        }
        if (!places && position == start + 1)
            return digits[text[start] - '0'] ??= new(text[start].ToString());
        return new(text.Slice(start, position - start).ToString());
    }

    private JsonNumber? NonFinite()
    {
        foreach (string word in NonFiniteNumbers)
        {
            if (!text.Slice(position).StartsWith(word.AsSpan(), StringComparison.Ordinal))
                continue;
            position += word.Length;
            return new(word);
        }
        return null;
    }

    private int Digits()
    {
        int start = position;
        while (position < text.Length && text[position] is >= '0' and <= '9')
            position++;
        return position - start;
    }

    private void Expect(string word)
    {
        if (!text.Slice(position).StartsWith(word.AsSpan(), StringComparison.Ordinal))
            throw Error("expected a value");
        position += word.Length;
    }

    private void SkipBlanks()
    {
        while (position < text.Length && text[position] is (' ' or '\t' or '\n' or '\r'))
            position++;
    }

    private readonly char Peek() => position < text.Length ? text[position] : throw Error("the text ends here");

    private JsonFormatException ErrorBefore(string message)
    {
        position--;
        return Error(message);
    }

    private readonly JsonFormatException Error(string message)
    {
        int line = 1,
            column = 1;
        for (int i = 0; i < position && i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                line++;
                column = 1;
            }
            else
                column++;
        }
        return new(message, position, line, column);
    }
}
