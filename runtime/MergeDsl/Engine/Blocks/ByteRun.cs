using MergeDsl.Files;
using MergeDsl.Kernels;

namespace MergeDsl.Engine;

/// <summary>A stretch of an output file that comes from one stretch of one source: many tensors, where their bytes adjoin on both sides and are copied; otherwise one.</summary>
/// <param name="Offset">The first byte in the output file.</param>
/// <param name="Length">The number of bytes in the output file.</param>
/// <param name="Source">The source file; null where the bytes are computed of several sources and written by others.</param>
/// <param name="SourceOffset">The first byte in the source file.</param>
/// <param name="Kernel">What is computed on the way; null for a copy.</param>
internal sealed record ByteRun(long Offset, long Length, SourceFile? Source, long SourceOffset, ElementKernel? Kernel)
{
    /// <summary>The first byte after the run in the output file.</summary>
    public long End => Offset + Length;

    /// <summary>Indicates whether its bytes are written by others.</summary>
    public bool IsHole => Source is null;

    /// <summary>Indicates whether another run goes on where this one ends, on both sides.</summary>
    public bool Adjoins(ByteRun next) =>
        Kernel is null
        && next.Kernel is null
        && ReferenceEquals(Source, next.Source)
        && End == next.Offset
        && SourceOffset + Length == next.SourceOffset;
}
