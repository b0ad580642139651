using System.Diagnostics.CodeAnalysis;
using System.Text;
using MergeDsl.Diagnostics;

namespace MergeDsl.App;

/// <summary>Reads text files of the user: UTF-8, of a size that a person may have written. Whatever the file is, there is one message about it.</summary>
internal static class TextFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="what">What the file should be, for messages: <c>the YAML of a merge</c>.</param>
    /// <param name="wrong">The kind of diagnostic where the file is there and is no such text.</param>
    /// <param name="tooLarge">The kind of diagnostic where it is larger than any such text.</param>
    /// <param name="maximum">The most bytes.</param>
    /// <param name="text">The text.</param>
    /// <param name="fault">What is wrong.</param>
    public static bool TryRead(
        string path,
        string what,
        DiagnosticKind wrong,
        DiagnosticKind tooLarge,
        int maximum,
        [NotNullWhen(true)] out string? text,
        [NotNullWhen(false)] out MergeDiagnostic? fault
    )
    {
        text = null;
        MergeDiagnostic Wrong(string message, int line = 1, int column = 1) =>
            wrong.Says($"{Printable.Quote(path)} {message}") with
            {
                Place = new(path, line, column),
            };
        MergeDiagnostic Unreadable(string message) =>
            DiagnosticKinds.CannotRead.Says($"cannot read {Printable.Quote(path)}: {message}") with
            {
                Place = new(path, 1, 1),
            };
        try
        {
            if (Directory.Exists(path))
            {
                fault = Unreadable($"it is a directory; name {what}");
                return false;
            }
            byte[] bytes = ReadBytes(path, maximum, out bool isLarger);
            string? binary = Kind(bytes);
            fault =
                binary is not null
                    ? Wrong(
                        $"is {binary}, not text in UTF-8; {(binary.Contains("UTF", StringComparison.Ordinal) ? "save it as UTF-8" : "name " + what)}"
                    )
                : isLarger
                    ? tooLarge.Says(
                        $"{Printable.Quote(path)} has more than {Numbers.Group(maximum)} bytes, too many for {what}; name another file"
                    ) with
                    {
                        Place = new(path, 1, 1),
                    }
                : null;
            if (fault is not null)
                return false;
            int bad = FirstInvalid(bytes);
            if (bad < 0)
            {
                text = Encoding.UTF8.GetString(bytes);
                return true;
            }
            int line = 1 + bytes.AsSpan(0, bad).Count((byte)'\n'),
                start = bytes.AsSpan(0, bad).LastIndexOf((byte)'\n') + 1;
            fault = Wrong(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"is not text in UTF-8: the byte 0x{bytes[bad]:x2} here is none; save it as UTF-8"
                ),
                line,
                Encoding.UTF8.GetCharCount(bytes, start, bad - start) + 1
            );
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            fault = FileFault.IsDanglingLink(path)
                ? Unreadable("it is a link to a file that is not there; correct the link")
                : Unreadable(
                    Nearest(path) is { } near
                        ? $"it is not there; did you mean {Printable.Quote(near)}?"
                        : "it is not there; check the path"
                );
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            fault = FileFault.CannotRead(path, failure);
        }
        return false;
    }

    /// <summary>The bytes up to a limit: the length of a pipe is not known, and that of a wrong file may be anything.</summary>
    private static byte[] ReadBytes(string path, int maximum, out bool isLarger)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        using var content = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        int count;
        while (content.Length <= maximum && (count = stream.Read(buffer)) > 0)
            content.Write(buffer, 0, count);
        isLarger = content.Length > maximum;
        return content.ToArray();
    }

    /// <summary>The format of a file that is not text in UTF-8, or null.</summary>
    private static string? Kind(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "in UTF-32",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "in UTF-16",
            [_, _, _, _, _, _, 0, 0, (byte)'{', ..] => "a safetensors file",
            [(byte)'G', (byte)'G', (byte)'U', (byte)'F', ..] => "a GGUF file",
            [(byte)'P', (byte)'K', 3, 4, ..] => "a zip or pickle file",
            _ => bytes[..Math.Min(bytes.Length, 1 << 16)].IndexOf((byte)0) switch
            {
                < 0 => null,
                1 when bytes.Length > 3 && bytes[3] == 0 => "in UTF-16",
                0 when bytes.Length > 2 && bytes[2] == 0 => "in UTF-16",
                _ => "binary",
            },
        };

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; )
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out int length) != System.Buffers.OperationStatus.Done)
                return at;
            at += length;
        }
        return -1;
    }

    /// <summary>The file beside it whose name is closest.</summary>
    private static string? Nearest(string path)
    {
        try
        {
            string directory = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
            string? near = NearestName.Of(
                Path.GetFileName(path),
                Directory.EnumerateFiles(directory).Take(10_000).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
            );
            return near is null ? null : Path.Combine(Path.GetDirectoryName(path) ?? "", near);
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            return null;
        }
    }
}
