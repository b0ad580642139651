using System.Diagnostics.CodeAnalysis;
using System.Text;
using MergeDsl.Diagnostics;
using MergeDsl.Json;

namespace MergeDsl.Checkpoints;

/// <summary>A JSON file that holds an object, with the places of its parts.</summary>
/// <param name="path">The path of the file.</param>
/// <param name="text">Its text.</param>
/// <param name="root">What it holds.</param>
/// <remarks>Linear in the file: for each byte at most 3 for its text and <see cref="JsonReader.BytesPerCharacter"/> for what it says are allocated.</remarks>
internal sealed class JsonFile(string path, string text, JsonObject root)
{
    public JsonObject Root { get; } = root;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="kind">The kind of diagnostic when the file is there but wrong.</param>
    /// <param name="maximum">The most bytes that a file of the kind may have, see <see cref="CheckpointLimits"/>.</param>
    /// <param name="rejectDuplicates">Whether a member given twice is an error; otherwise the last counts, as in Python.</param>
    /// <param name="file">The file, where it is right.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(
        string path,
        DiagnosticKind kind,
        int maximum,
        bool rejectDuplicates,
        [NotNullWhen(true)] out JsonFile? file,
        [NotNullWhen(false)] out MergeDiagnostic? fault
    )
    {
        file = null;
        string name = Printable.Quote(Path.GetFileName(path));
        MergeDiagnostic Wrong(string message, int line = 1, int column = 1, int offset = 0) =>
            kind.Says($"{name} {message}") with
            {
                Place = new(path, line, column, offset),
            };
        try
        {
            if (ReadBytes(path, maximum) is not { } bytes)
            {
                fault = Wrong(
                    $"has more than {Numbers.Group(maximum)} bytes, which no file of its kind needs; take the file of the original download, or remove from it what does not belong there"
                );
                return false;
            }
            int mark = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, mark, bytes.Length - mark);
            if (JsonReader.Parse(text, rejectDuplicates, allowNonFinite: true) is JsonObject root)
            {
                (file, fault) = (new(path, text, root), null);
                return true;
            }
            fault = Wrong("does not hold a JSON object; correct it, or download it again");
        }
        catch (JsonFormatException wrong)
        {
            fault = Wrong($"is not JSON: {wrong.Message}; correct it, or download it again", wrong.Line, wrong.Column, wrong.Offset);
        }
        catch (DecoderFallbackException)
        {
            fault = Wrong("is not UTF-8; correct it, or download it again");
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

    /// <summary>The bytes of a file, or null where there are more than a limit. Devices and files that grow have no length that could be trusted: the limit holds for what is read.</summary>
    private static byte[]? ReadBytes(string path, int maximum)
    {
        using FileStream stream = OrdinaryFile.Open(path);
        if (stream.Length > maximum)
            return null;
        byte[] bytes = new byte[stream.Length + 1];
        int count = 0;
        while (true)
        {
            count += stream.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false);
            if (count < bytes.Length)
                return bytes[..count];
            if (count > maximum)
                return null;
            Array.Resize(ref bytes, (int)Math.Min(2L * count, maximum + 1L));
        }
    }
}
