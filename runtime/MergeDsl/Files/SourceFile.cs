using MergeDsl.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Files;

/// <summary>A file that is read: the same one, unchanged, from the first check to the last.</summary>
internal sealed class SourceFile
{
    private readonly FileSystem files;
    private readonly SourceStamp stamp;
    private readonly Lazy<bool> isCold;

    /// <summary>Opens the file once, to see that it can be read and is the one that is expected.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="needed">The first byte that is not needed.</param>
    /// <param name="expected">The file as it was before, or null.</param>
    /// <exception cref="MergeException"><c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public SourceFile(FileSystem files, string path, long needed, SourceStamp? expected)
    {
        (this.files, Path) = (files, path);
        isCold = new(() =>
        {
            using SafeFileHandle handle = Open();
            return PageCacheHints.CachedPages(handle, 0, Length) < Length / AlignedBuffer.Page / 2;
        });
        try
        {
            using SafeFileHandle handle = files.OpenToRead(path);
            stamp = SourceStamp.Of(files, handle, path);
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            throw OutputFault.Because(FileFault.CannotRead(path, failure));
        }
        if (Length < needed || (expected is not null && expected != stamp))
            throw Changed();
    }

    public string Path { get; }

    /// <summary>Its length when it was opened first.</summary>
    public long Length => stamp.Facts.Length;

    /// <summary>The file as it was when it was opened first.</summary>
    public SourceStamp Stamp => stamp;

    /// <summary>Opens the file again.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="MergeException"><c>MDSL0706</c>: it is another file, or was written to.</exception>
    public SafeFileHandle Open()
    {
        SafeFileHandle handle = files.OpenToRead(Path);
        if (SourceStamp.Of(files, handle, Path) == stamp)
            return handle;
        handle.Dispose();
        throw Changed();
    }

    /// <summary>Prepares for a stretch to be read several times.</summary>
    /// <exception cref="MergeException"><c>MDSL0705</c>, <c>MDSL0706</c>.</exception>
    public void BeginPasses(FileTransport transport, long offset, long length)
    {
        try
        {
            // What was in the page cache before is not ours to drop.
            if (isCold.Value)
                transport.BeginPasses(transport.Open(this), offset, length);
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
            SafeFileHandle own = transport.Open(this);
            while (!bytes.IsEmpty)
            {
                int count = transport.Read(own, Path, bytes, offset);
                if (count == 0)
                    throw files.Stat(own, Path).Length < Length ? Changed() : new EndOfStreamException("it ends before its data");
                bytes = bytes[count..];
                offset += count;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw OutputFault.Because(FileFault.CannotRead(Path, failure));
        }
    }

    /// <summary>Checks that the path still leads to the file that was opened first, and that nobody has written to it since.</summary>
    /// <exception cref="MergeException"><c>MDSL0706</c>.</exception>
    public void CheckUnchanged()
    {
        try
        {
            Open().Dispose();
        }
        catch (Exception failure) when (FileFault.IsExpected(failure))
        {
            // A file that is gone has changed, too.
            throw Changed();
        }
    }

    private MergeException Changed() =>
        OutputFault.Because(
            DiagnosticKinds.SourceChanged.Says(
                $"{Printable.Quote(Path)} changed while it was in use; wait until nothing writes to it (a download, another merge) and run the merge again"
            ) with
            {
                Place = new(Path, 1, 1),
            }
        );
}
