using System.Buffers.Binary;
using System.Text;

namespace MergeDsl.Testing;

/// <summary>Safetensors files with any header, right or wrong.</summary>
public static class RawSafetensors
{
    /// <summary>A file of a header text and so many bytes of data.</summary>
    public static byte[] Bytes(string header, int data = 0) => Bytes(Encoding.UTF8.GetBytes(header), data);

    /// <summary>A file of a header and so many bytes of data.</summary>
    /// <param name="header">The bytes of the header.</param>
    /// <param name="data">The number of zero bytes after it.</param>
    /// <param name="length">The length to state; the real one where it is not given.</param>
    public static byte[] Bytes(byte[] header, int data = 0, ulong? length = null)
    {
        byte[] file = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length ?? (ulong)header.Length);
        header.CopyTo(file, 8);
        return file;
    }
}
