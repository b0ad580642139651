using System.Buffers;
using System.Globalization;
using System.Text;

namespace MergeDsl.Safetensors;

/// <summary>A strict cursor over JSON in UTF-8. It always stands on the next token, so that faults have a place.</summary>
/// <param name="text">The text, valid UTF-8.</param>
internal ref struct HeaderJson(ReadOnlySpan<byte> text)
{
    private const int KnownStrings = 256;
    private const int LongestKnown = 16;
    private static readonly SearchValues<byte> EndOfPlainText = SearchValues.Create([
        (byte)'"',
        (byte)'\\',
        .. Enumerable.Range(0, 32).Select(c => (byte)c),
    ]);
    private readonly ReadOnlySpan<byte> text = text;
    private readonly string?[] known = new string?[KnownStrings];
    private int position;
    private int depth;

    public readonly int Position => position;

    /// <summary>The next character that is not blank.</summary>
    public int Next()
    {
        while (position < text.Length && text[position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            position++;
        return position < text.Length ? text[position] : throw NotJson("ends in the middle");
    }

    /// <summary>Steps into the object or list that stands here.</summary>
    public void Open()
    {
        if (++depth > SafetensorsLimits.MaxDepth)
            throw NotJson($"is nested deeper than {SafetensorsLimits.MaxDepth}");
        position++;
    }

    public bool FirstMember() => First('}') && ExpectName();

    public bool NextMember() => Following('}') && ExpectName();

    public bool FirstItem() => First(']');

    public bool NextItem() => Following(']');

    public void Colon()
    {
        if (Next() != ':')
            throw NotJson("lacks a ':'");
        position++;
        Next();
    }

    /// <summary>Checks that nothing but blanks follows.</summary>
    public void End()
    {
        while (position < text.Length && text[position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            position++;
        if (position < text.Length)
            throw NotJson("goes on after its end");
    }

    /// <summary>Reads the string that stands here.</summary>
    public string ReadString()
    {
        int start = ++position;
        int length = text[start..].IndexOfAny(EndOfPlainText);
        if (length >= 0 && text[start + length] == '"')
        {
            position = start + length + 1;
            return Text(text.Slice(start, length));
        }
        var builder = new StringBuilder();
        while (true)
        {
            length = text[position..].IndexOfAny(EndOfPlainText);
            if (length < 0)
            {
                position = text.Length;
                throw NotJson("ends in the middle of a string");
            }
            builder.Append(Encoding.UTF8.GetString(text.Slice(position, length)));
            position += length;
            if (text[position] == '"')
            {
                position++;
                return builder.ToString();
            }
            if (text[position] != '\\')
                throw NotJson("has a control character in a string");
            position++;
            ReadEscape(builder);
        }
    }

    /// <summary>Reads a whole number from 0 to 2^64 - 1, written without sign, point and exponent.</summary>
    public bool TryReadUnsigned(out ulong number)
    {
        number = 0;
        int start = position;
        while (position < text.Length && text[position] is >= (byte)'0' and <= (byte)'9')
        {
            uint digit = (uint)(text[position] - '0');
            if (number > (ulong.MaxValue - digit) / 10)
                return false;
            number = (number * 10) + digit;
            position++;
        }
        bool ended =
            position == text.Length || text[position] is (byte)',' or (byte)']' or (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
        return ended && position > start && (text[start] != '0' || position == start + 1);
    }

    /// <summary>Passes over a value of any kind.</summary>
    public void SkipValue()
    {
        switch (Next())
        {
            case '{':
                Open();
                for (bool more = FirstMember(); more; more = NextMember())
                {
                    ReadString();
                    Colon();
                    SkipValue();
                }
                break;
            case '[':
                Open();
                for (bool more = FirstItem(); more; more = NextItem())
                    SkipValue();
                break;
            case '"':
                ReadString();
                break;
            case 't':
                Expect("true"u8);
                break;
            case 'f':
                Expect("false"u8);
                break;
            case 'n':
                Expect("null"u8);
                break;
            default:
                SkipNumber();
                break;
        }
    }

    /// <summary>The fault that the header breaks a rule at the current place. The message follows the name of the file.</summary>
    public readonly SafetensorsFormatException Wrong(string message) => Wrong(position, message);

    /// <summary>The fault that the header breaks a rule at an offset in its text.</summary>
    public readonly SafetensorsFormatException Wrong(int at, string message) =>
        new(SafetensorsHeader.LengthBytes + at, $"{message}; {SafetensorsReader.Again}");

    private readonly SafetensorsFormatException NotJson(string message) =>
        Wrong($"has a header that is not JSON: at byte {position.ToString(CultureInfo.InvariantCulture)} it {message}");

    private bool First(char close)
    {
        if (Next() != close)
            return true;
        Close();
        return false;
    }

    private bool Following(char close)
    {
        int next = Next();
        if (next == close)
        {
            Close();
            return false;
        }
        if (next != ',')
            throw NotJson($"lacks a ',' or '{close}'");
        position++;
        Next();
        return true;
    }

    private void Close()
    {
        depth--;
        position++;
    }

    private readonly bool ExpectName() => text[position] == '"' ? true : throw NotJson("lacks a name in quotes");

    /// <summary>A text, made once where it is short: the keys and dtypes of a header are the same for every tensor.</summary>
    private readonly string Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestKnown)
            return Encoding.UTF8.GetString(utf8);
        ref string? slot = ref known[((utf8[0] * 31) + (utf8[^1] * 7) + utf8.Length) % KnownStrings];
        if (slot is null || !Ascii.Equals(utf8, slot))
            slot = Encoding.UTF8.GetString(utf8);
        return slot;
    }

    private void ReadEscape(StringBuilder builder)
    {
        int c = position < text.Length ? text[position++] : -1;
        char? plain = c switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => null,
        };
        if (plain is char escaped)
        {
            builder.Append(escaped);
            return;
        }
        if (c != 'u')
        {
            position--;
            throw NotJson("has an unknown escape");
        }
        char unit = ReadUnit();
        builder.Append(unit);
        if (!char.IsSurrogate(unit))
            return;
        if (char.IsHighSurrogate(unit) && text[position..].StartsWith("\\u"u8))
        {
            position += 2;
            char low = ReadUnit();
            if (char.IsLowSurrogate(low))
            {
                builder.Append(low);
                return;
            }
        }
        throw NotJson("has half of a surrogate pair");
    }

    private char ReadUnit()
    {
        int unit = 0;
        for (int i = 0; i < 4; i++)
        {
            char c = position < text.Length ? (char)text[position] : ' ';
            if (!char.IsAsciiHexDigit(c))
                throw NotJson("lacks four hexadecimal digits");
            unit = (unit << 4) | (c <= '9' ? c - '0' : (c | ' ') - 'a' + 10);
            position++;
        }
        return (char)unit;
    }

    private void SkipNumber()
    {
        if (text[position] == '-')
            position++;
        int start = position;
        if (Digits() == 0 || (text[start] == '0' && position > start + 1))
        {
            position = start;
            throw NotJson("lacks a value");
        }
        if (position < text.Length && text[position] == '.')
        {
            position++;
            if (Digits() == 0)
                throw NotJson("lacks a digit");
        }
        if (position < text.Length && text[position] is (byte)'e' or (byte)'E')
        {
            position++;
            if (position < text.Length && text[position] is (byte)'+' or (byte)'-')
                position++;
            if (Digits() == 0)
                throw NotJson("lacks a digit");
        }
    }

    private int Digits()
    {
        int start = position;
        while (position < text.Length && text[position] is >= (byte)'0' and <= (byte)'9')
            position++;
        return position - start;
    }

    private void Expect(ReadOnlySpan<byte> word)
    {
        if (!text[position..].StartsWith(word))
            throw NotJson("lacks a value");
        position += word.Length;
    }
}
