using System.Buffers.Binary;
using System.Globalization;
using System.Text.Unicode;
using MergeDsl.Diagnostics;
using MergeDsl.Files;
using MergeDsl.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Safetensors;

/// <summary>Reads a header and checks the rules of the format, in the order in which the reference reader checks them.</summary>
internal static class SafetensorsReader
{
    /// <summary>The cure: damage comes from a broken download, or from the tool that wrote the file.</summary>
    public const string Again = "download it again, or let the tool that made it write it anew";

    /// <summary>Reads the header of a file.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SafetensorsFormatException">The file breaks a rule of the format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SafetensorsHeader Read(string file, CancellationToken cancellationToken = default)
    {
        using SafeFileHandle handle = FileSystem.OfSystem.OpenToRead(file);
        // Before the first byte is read, so that whatever changes later is noticed.
        SourceStamp stamp = SourceStamp.Of(FileSystem.OfSystem, handle, file);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return Read(stream, file, cancellationToken) with { Stamp = stamp };
    }

    /// <summary>Reads the header of a file that is open, or of bytes in memory; the tensor data is not touched, and need not be written yet where the length is set.</summary>
    /// <param name="stream">The file, which can seek; it is left open.</param>
    /// <param name="file">The path that the header is said to be of.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SafetensorsFormatException">The file breaks a rule of the format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SafetensorsHeader Read(Stream stream, string file, CancellationToken cancellationToken = default)
    {
        stream.Position = 0;
        long fileLength = stream.Length;
        byte[] header = ReadHeader(stream, fileLength);
        HeaderText text = HeaderText.Read(header, cancellationToken);
        long dataStart = SafetensorsHeader.LengthBytes + header.Length;
        HeaderTensor[] tensors = Place(text.Tensors, dataStart, fileLength);
        return new(file, fileLength, dataStart, text.Metadata, tensors);
    }

    private static byte[] ReadHeader(Stream stream, long fileLength)
    {
        if (fileLength < SafetensorsHeader.LengthBytes)
        {
            throw Fault(
                0,
                $"has {Count(fileLength, "byte")}, fewer than the {SafetensorsHeader.LengthBytes} that state the length of the header; {Again}"
            );
        }
        byte[] prefix = new byte[SafetensorsHeader.LengthBytes];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsLimits.MaxHeaderBytes)
        {
            throw Fault(
                0,
                OtherFormat(prefix)
                    ?? $"states a header of {Number(length)} bytes, above the limit of {Number(SafetensorsLimits.MaxHeaderBytes)}; it is damaged or no safetensors file: {Again}"
            );
        }
        ulong present = (ulong)fileLength - SafetensorsHeader.LengthBytes;
        if (length > present)
        {
            throw Fault(
                0,
                $"states a header of {Number(length)} bytes, but only {Number(present)} follow: {Number(length - present)} bytes are missing; {Again}"
            );
        }
        byte[] header = new byte[length];
        stream.ReadExactly(header);
        if (!Utf8.IsValid(header))
        {
            throw Fault(SafetensorsHeader.LengthBytes + FirstInvalid(header), $"has a header that is not UTF-8; {Again}");
        }
        return header;
    }

    /// <summary>The formats of files that people rename or download in place of weights.</summary>
    private static string? OtherFormat(ReadOnlySpan<byte> start) =>
        start.StartsWith("version "u8) ? "is a Git LFS pointer, not the file that it points to; fetch it with 'git lfs pull'"
        : start.StartsWith("PK\x3\x4"u8) ? "is a zip archive, as PyTorch's pickle files are; convert the checkpoint to safetensors"
        : start.StartsWith("GGUF"u8) ? "is a GGUF file; take the checkpoint that it was made from"
        : start.StartsWith("<!"u8) || start.StartsWith("<html"u8) ? $"is a web page, not a safetensors file; {Again}"
        : null;

    private static HeaderTensor[] Place(List<StatedTensor> tensors, long dataStart, long fileLength)
    {
        foreach (StatedTensor tensor in tensors)
        {
            if (tensor.Begin > tensor.End)
                throw Fault(tensor, $"whose data begins at {Number(tensor.Begin)} and ends before that, at {Number(tensor.End)}");
        }
        SortByRange(tensors);
        var placed = new HeaderTensor[tensors.Count];
        ulong end = 0,
            dataLength = (ulong)(fileLength - dataStart);
        for (int i = 0; i < placed.Length; i++)
        {
            StatedTensor tensor = tensors[i];
            if (tensor.Begin > end)
                throw Fault(tensor, $"that begins at {Number(tensor.Begin)}, but the bytes from {Number(end)} on belong to no tensor");
            if (tensor.Begin < end)
                throw Fault(
                    tensor,
                    $"that begins at {Number(tensor.Begin)}, inside of {Printable.Quote(tensors[i - 1].Name)}, which ends at {Number(end)}"
                );
            ulong size = Size(tensor);
            if (size != tensor.End - tensor.Begin)
                throw Fault(
                    tensor,
                    $"of {Describe(tensor)}, which takes {Number(size)} bytes, in a range of {Number(tensor.End - tensor.Begin)}"
                );
            end = tensor.End;
            placed[i] = new(tensor.Name, tensor.DType, tensor.Shape, unchecked(dataStart + (long)tensor.Begin), (long)size);
        }
        if (end > dataLength)
        {
            throw Fault(
                fileLength,
                $"is cut short: the tensors take {Number(end)} bytes, but only {Number(dataLength)} are there, {Number(end - dataLength)} are missing; {Again}"
            );
        }
        if (end < dataLength)
        {
            throw Fault(dataStart + (long)end, $"has {Number(dataLength - end)} bytes after the last tensor that belong to none; {Again}");
        }
        return placed;
    }

    /// <summary>Sorts tensors by the place of their data; nearly all writers have sorted them already.</summary>
    private static void SortByRange(List<StatedTensor> tensors)
    {
        static int Compare(StatedTensor left, StatedTensor right) =>
            left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin)
            : left.End != right.End ? left.End.CompareTo(right.End)
            : left.Position.CompareTo(right.Position);
        for (int i = 1; i < tensors.Count; i++)
        {
            if (Compare(tensors[i - 1], tensors[i]) <= 0)
                continue;
            tensors.Sort(Compare);
            return;
        }
    }

    private static ulong Size(StatedTensor tensor)
    {
        ulong bits = 1;
        try
        {
            foreach (long dimension in tensor.Shape.AsSpan())
                bits = checked(bits * (ulong)dimension);
            bits = checked((ulong)(long)checked(bits * (ulong)tensor.DType.Bits()));
        }
        catch (OverflowException)
        {
            throw Fault(tensor, $"of {Describe(tensor)}, whose size is beyond 63 bits");
        }
        return bits % 8 == 0
            ? bits / 8
            : throw Fault(tensor, $"of {Describe(tensor)}, whose {Number(bits)} bits are no whole number of bytes");
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        int offset = 0;
        while (System.Text.Rune.DecodeFromUtf8(text[offset..], out _, out int length) == System.Buffers.OperationStatus.Done)
            offset += length;
        return offset;
    }

    /// <summary>Dtype and shape for a message; a hostile header has shapes of any length.</summary>
    private static string Describe(StatedTensor tensor)
    {
        const int Shown = 8;
        string dimensions = string.Join(
            ", ",
            tensor.Shape.Take(Shown).Select(dimension => dimension.ToString(CultureInfo.InvariantCulture))
        );
        return $"{tensor.DType.Name()} [{dimensions}{(tensor.Shape.Count > Shown ? ", ..." : "")}]";
    }

    private static SafetensorsFormatException Fault(StatedTensor tensor, string message) =>
        Fault(tensor.Position, $"has a tensor {Printable.Quote(tensor.Name)} {message}; {Again}");

    private static SafetensorsFormatException Fault(long offset, string message) => new(offset, message);

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Count(long number, string thing) =>
        $"{number.ToString(CultureInfo.InvariantCulture)} {thing}{(number == 1 ? "" : "s")}";
}
