using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>Positional reads and writes as every system has them.</summary>
internal sealed class OrdinaryTransport(FileSystem files, int mostOpen = 1) : FileTransport(files, mostOpen)
{
    public override int Read(SafeFileHandle file, string path, Span<byte> bytes, long offset) => Files.Read(file, path, bytes, offset);

    public override void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset) =>
        Files.Write(file, path, bytes, offset);
}
