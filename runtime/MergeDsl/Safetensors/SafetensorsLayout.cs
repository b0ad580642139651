using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MergeDsl.Collections;
using MergeDsl.Diagnostics;
using MergeDsl.Tensors;

namespace MergeDsl.Safetensors;

/// <summary>A file that is yet to be written: its header to the byte, and the place of every tensor. The bytes are those of the reference writer.</summary>
/// <param name="Header">Everything before the tensor data: the length, the JSON, and blanks up to a multiple of 8.</param>
/// <param name="Tensors">The tensors in the order of their data: by dtype from the last of <see cref="TensorDType"/> to the first, then by name.</param>
/// <param name="FileLength">The length of the whole file in bytes.</param>
internal sealed record SafetensorsLayout(ReadOnlyMemory<byte> Header, IReadOnlyList<HeaderTensor> Tensors, long FileLength)
{
    /// <summary>The metadata of the files that merges write.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> TorchMetadata { get; } = [new("format", "pt")];

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Lays out a file.</summary>
    /// <param name="tensors">The tensors, in any order.</param>
    /// <param name="metadata">The entries of <c>__metadata__</c> in their order; null for none.</param>
    /// <exception cref="ArgumentException">A name is given twice or is no valid Unicode, or a size is no whole number of bytes.</exception>
    /// <exception cref="OverflowException">A size is beyond 63 bits.</exception>
    public static SafetensorsLayout Create(
        IEnumerable<(string Name, TensorDType DType, EquatableArray<long> Shape)> tensors,
        IEnumerable<KeyValuePair<string, string>>? metadata = null
    )
    {
        (string Name, TensorDType DType, EquatableArray<long> Shape)[] sorted = [.. tensors];
        Array.Sort(
            sorted,
            static (left, right) =>
                left.DType != right.DType ? right.DType.CompareTo(left.DType) : Utf8Order.Instance.Compare(left.Name, right.Name)
        );
        var names = new HashSet<string>(StringComparer.Ordinal);
        long[] lengths = new long[sorted.Length];
        var json = new ArrayBufferWriter<byte>(64 + (128 * sorted.Length));
        json.Write("\0\0\0\0\0\0\0\0{"u8);
        if (metadata is not null)
            WriteMetadata(json, metadata);
        long end = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            (string name, TensorDType dtype, EquatableArray<long> shape) = sorted[i];
            if (!names.Add(name))
                throw new ArgumentException($"the tensor {Printable.Quote(name)} is given twice", nameof(tensors));
            lengths[i] = Length(name, dtype, shape);
            if (json.WrittenCount > SafetensorsHeader.LengthBytes + 1)
                json.Write(","u8);
            WriteTensor(json, name, dtype, shape, end, end = checked(end + lengths[i]));
        }
        json.Write("}"u8);
        while (json.WrittenCount % 8 != 0)
            json.Write(" "u8);
        byte[] header = json.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - SafetensorsHeader.LengthBytes);

        var placed = new HeaderTensor[sorted.Length];
        long offset = header.Length;
        for (int i = 0; i < placed.Length; i++)
        {
            placed[i] = new(sorted[i].Name, sorted[i].DType, sorted[i].Shape, offset, lengths[i]);
            offset = checked(offset + lengths[i]);
        }
        return new(header, placed, offset);
    }

    /// <summary>The most bytes that a tensor takes in a header.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">The number of its dimensions.</param>
    public static long MostHeaderBytes(string name, int dimensions) => 128 + (6L * name.Length) + (20L * dimensions);

    private static long Length(string name, TensorDType dtype, EquatableArray<long> shape)
    {
        long bits = dtype.BitsOf(shape);
        return bits % 8 == 0
            ? bits / 8
            : throw new ArgumentException($"the tensor {Printable.Quote(name)} takes no whole number of bytes", nameof(shape));
    }

    private static void WriteMetadata(ArrayBufferWriter<byte> json, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        json.Write("\"__metadata__\":{"u8);
        bool first = true;
        foreach ((string key, string value) in metadata)
        {
            if (!first)
                json.Write(","u8);
            first = false;
            WriteString(json, key);
            json.Write(":"u8);
            WriteString(json, value);
        }
        json.Write("}"u8);
    }

    private static void WriteTensor(
        ArrayBufferWriter<byte> json,
        string name,
        TensorDType dtype,
        EquatableArray<long> shape,
        long begin,
        long end
    )
    {
        WriteString(json, name);
        json.Write(":{\"dtype\":\""u8);
        Encoding.ASCII.GetBytes(dtype.Name(), json);
        json.Write("\",\"shape\":["u8);
        for (int i = 0; i < shape.Count; i++)
        {
            if (i > 0)
                json.Write(","u8);
            WriteNumber(json, shape[i]);
        }
        json.Write("],\"data_offsets\":["u8);
        WriteNumber(json, begin);
        json.Write(","u8);
        WriteNumber(json, end);
        json.Write("]}"u8);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> json, long number)
    {
        number.TryFormat(json.GetSpan(20), out int written, default, CultureInfo.InvariantCulture);
        json.Advance(written);
    }

    /// <summary>Writes a string as the reference writer does: only quotes, backslashes and control characters are escaped.</summary>
    private static void WriteString(ArrayBufferWriter<byte> json, string text)
    {
        var escaped = new StringBuilder(text.Length + 2);
        Json.JsonWriter.WriteString(escaped, text);
        Strict.GetBytes(escaped.ToString(), json);
    }
}
