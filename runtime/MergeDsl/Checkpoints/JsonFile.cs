using System.Diagnostics.CodeAnalysis;
using System.Text;
using MergeDsl.Json;

namespace MergeDsl.Checkpoints;

/// <summary>A JSON file that holds an object, with the places of its parts.</summary>
/// <param name="path">The path of the file.</param>
/// <param name="text">Its text.</param>
/// <param name="root">What it holds.</param>
internal sealed class JsonFile(string path, string text, JsonObject root)
{
    private const long MaximumLength = 256 << 20;

    public JsonObject Root { get; } = root;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="kind">The kind of diagnostic when the file is there but wrong.</param>
    /// <param name="rejectDuplicates">Whether a member given twice is an error; otherwise the last counts, as in Python.</param>
    /// <param name="file">The file, where it is right.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(
        string path,
        DiagnosticKind kind,
        bool rejectDuplicates,
        [NotNullWhen(true)] out JsonFile? file,
        [NotNullWhen(false)] out MergeDiagnostic? fault
    )
    {
        file = null;
        string name = Printable.Quote(Path.GetFileName(path));
        MergeDiagnostic Wrong(string message, int line, int column, int offset = 0) =>
            kind.Says($"{name} {message}; correct it, or download it again") with
            {
                Place = new(path, line, column, offset),
            };
        try
        {
            string text = ReadText(path);
            if (JsonReader.Parse(text, rejectDuplicates, allowNonFinite: true) is JsonObject root)
            {
                (file, fault) = (new(path, text, root), null);
                return true;
            }
            fault = Wrong("does not hold a JSON object", 1, 1);
        }
        catch (JsonFormatException wrong)
        {
            fault = Wrong($"is not JSON: {wrong.Message}", wrong.Line, wrong.Column, wrong.Offset);
        }
        catch (DecoderFallbackException)
        {
            fault = Wrong("is not UTF-8", 1, 1);
        }
        catch (InvalidDataException wrong)
        {
            fault = Wrong(wrong.Message, 1, 1);
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            fault = FileFault.CannotRead(path, failure);
        }
        return false;
    }

    /// <summary>The place where a string first stands in the file, as a key or value.</summary>
    public Place PlaceOf(string content)
    {
        var quoted = new StringBuilder();
        JsonWriter.WriteString(quoted, content);
        string needle = quoted.ToString();
        int start = Math.Max(0, text.IndexOf(needle, StringComparison.Ordinal));
        int line = 1 + text.AsSpan(0, start).Count('\n');
        return new(path, line, start - text.LastIndexOf('\n', Math.Max(0, start - 1), Math.Max(0, start)), start, needle.Length);
    }

    private static string ReadText(string path)
    {
        using FileStream stream = OrdinaryFile.Open(path);
        if (stream.Length > MaximumLength)
            throw new InvalidDataException(
                FormattableString.Invariant($"has {stream.Length} bytes, more than a file of this kind can have")
            );
        using var reader = new StreamReader(
            stream,
            new UTF8Encoding(false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false
        );
        return reader.ReadToEnd().TrimStart('\uFEFF');
    }
}
