using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Tests.Faults;

/// <summary>Passes every call on.</summary>
internal abstract class ForwardingCalls(FileCalls inner) : FileCalls
{
    public override long OpenToRead(string path, out SafeFileHandle? handle) => inner.OpenToRead(path, out handle);

    public override long Create(string path, out SafeFileHandle? handle) => inner.Create(path, out handle);

    public override long OpenOrCreate(string path, out SafeFileHandle? handle) => inner.OpenOrCreate(path, out handle);

    public override long Lock(SafeFileHandle handle) => inner.Lock(handle);

    public override long Allocate(SafeFileHandle handle, long length) => inner.Allocate(handle, length);

    public override long SetLength(SafeFileHandle handle, long length) => inner.SetLength(handle, length);

    public override long Read(SafeFileHandle handle, Span<byte> bytes, long offset, bool uncached) =>
        inner.Read(handle, bytes, offset, uncached);

    public override long Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset, bool uncached) =>
        inner.Write(handle, bytes, offset, uncached);

    public override long WriteBack(SafeFileHandle handle, long offset, long length, bool wait) =>
        inner.WriteBack(handle, offset, length, wait);

    public override long Flush(SafeFileHandle handle) => inner.Flush(handle);

    public override long FlushDirectory(string path) => inner.FlushDirectory(path);

    public override long Stat(SafeFileHandle handle, out FileFacts facts) => inner.Stat(handle, out facts);

    public override long Stat(string path, bool followLink, out FileFacts facts) => inner.Stat(path, followLink, out facts);

    public override long ReadLink(string path, out string target) => inner.ReadLink(path, out target);

    public override long List(string path, out IReadOnlyList<string> names) => inner.List(path, out names);

    public override long Rename(string from, string to, RenameKind kind) => inner.Rename(from, to, kind);

    public override long MakeDirectory(string path) => inner.MakeDirectory(path);

    public override long SetAccess(string path, FileFacts like) => inner.SetAccess(path, like);

    public override long RemoveFile(string path) => inner.RemoveFile(path);

    public override long RemoveDirectory(string path) => inner.RemoveDirectory(path);

    public override long FreeSpace(string directory) => inner.FreeSpace(directory);
}
