using System.Runtime.InteropServices;

namespace MergeDsl.Files;

/// <summary>Memory that begins at a page, outside of the managed heap, so that it neither moves nor grows the heap.</summary>
internal sealed unsafe class AlignedBuffer(int length) : IDisposable
{
    /// <summary>The size of a page of memory and of the page cache.</summary>
    public const int Page = 4096;

    private byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)length, Page);

    /// <summary>The length in bytes.</summary>
    public int Length => length;

    /// <summary>All of it.</summary>
    public Span<byte> Span => memory is null ? throw new ObjectDisposedException(nameof(AlignedBuffer)) : new(memory, length);

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }
}
