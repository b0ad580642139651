using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>Positional reads and writes as every system has them.</summary>
internal sealed class OrdinaryTransport : FileTransport
{
    public override int Read(SafeFileHandle file, Span<byte> bytes, long offset) => RandomAccess.Read(file, bytes, offset);

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);
}
