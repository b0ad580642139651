using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Engine;

/// <summary>A file that is read, open from the first check to the last.</summary>
internal sealed class SourceFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly SourceStamp stamp;
    private readonly Lazy<bool> isCold;

    /// <param name="path">The path of the file.</param>
    /// <param name="needed">The first byte that is not needed.</param>
    /// <param name="expected">The file as it was before, or null.</param>
    /// <exception cref="MergeException"><c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public SourceFile(string path, long needed, SourceStamp? expected)
    {
        Path = path;
        SafeFileHandle? opened = null;
        try
        {
            opened = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stamp = new(path, RandomAccess.GetLength(opened), File.GetLastWriteTimeUtc(opened));
            handle = opened;
            isCold = new(() =>
                LinuxCalls.IsSupported && LinuxCalls.CachedPages(handle, 0, stamp.Length) < stamp.Length / AlignedBuffer.Page / 2
            );
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            opened?.Dispose();
            throw OutputFault.Because(FileFault.CannotRead(path, failure));
        }
        if (stamp.Length >= needed && (expected is null || expected == stamp))
            return;
        handle.Dispose();
        throw Changed();
    }

    public string Path { get; }

    /// <summary>Its length when it was opened.</summary>
    public long Length => stamp.Length;

    /// <summary>Says that a stretch is about to be read several times.</summary>
    /// <exception cref="MergeException"><c>MDSL0705</c>.</exception>
    public void BeginPasses(FileTransport transport, long offset, long length)
    {
        // What was in the page cache before is not ours to drop.
        if (!isCold.Value)
            return;
        try
        {
            transport.BeginPasses(transport.Open(Path), offset, length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.Because(FileFault.CannotRead(Path, failure));
        }
    }

    /// <summary>Reads exactly as many bytes as there is room for.</summary>
    /// <exception cref="MergeException"><c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public void Read(FileTransport transport, Span<byte> bytes, long offset)
    {
        try
        {
            SafeFileHandle own = transport.Open(Path);
            while (!bytes.IsEmpty)
            {
                int count = transport.Read(own, bytes, offset);
                if (count == 0)
                    throw RandomAccess.GetLength(handle) < stamp.Length ? Changed() : new EndOfStreamException("it ends before its data");
                bytes = bytes[count..];
                offset += count;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.Because(FileFault.CannotRead(Path, failure));
        }
    }

    /// <summary>Checks that the file is the one that was opened, and has not been written to since.</summary>
    /// <exception cref="MergeException"><c>MDSL0706</c>.</exception>
    public void CheckUnchanged()
    {
        try
        {
            if (SourceStamp.Of(Path) == stamp && RandomAccess.GetLength(handle) == stamp.Length)
                return;
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            // A file that is gone has changed, too.
        }
        throw Changed();
    }

    public void Dispose() => handle.Dispose();

    private MergeException Changed() =>
        OutputFault.Because(
            DiagnosticCatalogue.SourceChanged.Says(
                $"{Printable.Quote(Path)} changed while it was in use; wait until nothing writes to it (a download, another merge) and run the merge again"
            ) with
            {
                Place = new(Path, 1, 1),
            }
        );
}
