using Microsoft.Win32.SafeHandles;

namespace MergeDsl.Tests.Faults;

/// <summary>A disk that loses a page and says so once, as kernels do: to the first who asks, by whichever call.</summary>
/// <param name="inner">The calls below.</param>
/// <param name="onWriteBack">Whether a write-back is told, which then consumes the error; else the flush.</param>
internal sealed class LateErrorCalls(FileCalls inner, bool onWriteBack) : ForwardingCalls(inner)
{
    private int isTold;

    public override long WriteBack(SafeFileHandle handle, long offset, long length, bool wait) =>
        onWriteBack && Interlocked.Exchange(ref isTold, 1) == 0 ? -Errno.Io : base.WriteBack(handle, offset, length, wait);

    public override long Flush(SafeFileHandle handle) =>
        !onWriteBack && Interlocked.Exchange(ref isTold, 1) == 0 ? -Errno.Io : base.Flush(handle);
}

/// <summary>A disk that holds something else than was written at the beginning of a file, and says nothing.</summary>
internal sealed class LyingCalls(FileCalls inner) : ForwardingCalls(inner)
{
    public override long Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset, bool uncached)
    {
        byte[] others = bytes.ToArray();
        if (offset == 0 && others.Length > 20)
            others[20] ^= 1;
        return base.Write(handle, others, offset, uncached);
    }
}
