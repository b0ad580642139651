using MergeDsl.Files;
using MergeDsl.Kernels;

namespace MergeDsl.Engine;

/// <summary>Kept rows in a file of the staging directory, for a tensor for which there is no memory. The file is gone when the tensor is done; where the merge is killed, it goes with the directory.</summary>
internal sealed class RowsInFile : KeptRows, IDisposable
{
    private readonly FileSystem files;
    private readonly string path;
    private readonly FloatFormat format;
    private readonly long elements;
    private readonly OutputStream stream;
    private readonly OrdinaryTransport transport;
    private readonly CancellationToken cancellationToken;
    private byte[] buffer = [];

    /// <summary>Makes the file.</summary>
    /// <exception cref="MergeException"><c>MDSL0703</c>, <c>MDSL0704</c>.</exception>
    public RowsInFile(FileSystem files, string path, FloatFormat format, int count, long elements, CancellationToken cancellationToken)
    {
        (this.files, this.path, this.format, this.elements) = (files, path, format, elements);
        this.cancellationToken = cancellationToken;
        transport = new(files);
        stream = new(files, path, count * elements * format.Size);
    }

    public override void Load(int row, long start, Span<float> values)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> bytes = Bytes(values.Length);
        stream.Read(transport, bytes, Place(row, start));
        format.Load(bytes, values);
    }

    public override void Store(int row, long start, ReadOnlySpan<float> values)
    {
        Span<byte> bytes = Bytes(values.Length);
        format.Store(values, bytes);
        stream.Write(transport, bytes, Place(row, start));
    }

    /// <summary>Removes the file.</summary>
    /// <exception cref="MergeException"><c>MDSL0704</c>.</exception>
    public void Dispose()
    {
        stream.Dispose();
        transport.Dispose();
        try
        {
            files.RemoveFile(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.CannotWrite(path, failure);
        }
    }

    private long Place(int row, long start) => ((row * elements) + start) * format.Size;

    private Span<byte> Bytes(int count)
    {
        if (buffer.Length < count * format.Size)
            buffer = new byte[count * format.Size];
        return buffer.AsSpan(0, count * format.Size);
    }
}
