using MergeDsl.Binding;
using MergeDsl.Diagnostics;
using MergeDsl.Kernels;
using MergeDsl.Safetensors;

namespace MergeDsl.Engine;

/// <summary>An output file as a header and the runs behind it, in order and without a gap.</summary>
internal sealed class ShardRuns
{
    private readonly ByteRun[] runs;

    /// <param name="header">The bytes before the first run.</param>
    /// <param name="runs">The runs; each begins where the one before it ends.</param>
    public ShardRuns(ReadOnlyMemory<byte> header, IEnumerable<ByteRun> runs)
    {
        Header = header;
        this.runs = [.. Coalesce(runs)];
        Length = this.runs.Length == 0 ? header.Length : this.runs[^1].End;
    }

    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>The length of the file in bytes.</summary>
    public long Length { get; }

    public IReadOnlyList<ByteRun> Runs => runs;

    /// <summary>The runs of a laid out file.</summary>
    public static ShardRuns Of(Shard shard, SourceFiles sources)
    {
        Dictionary<string, BoundTensor> tensors = shard.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        return new(
            shard.Layout.Header,
            shard.Layout.Tensors.Where(place => place.Length > 0).Select(place => Run(tensors[place.Name], place, sources))
        );
    }

    /// <summary>The end of a block that should end at a position: there, or before the element that lies across it and is computed as a whole.</summary>
    public long Cut(long position)
    {
        if (position <= Header.Length || position >= Length)
            return position;
        ByteRun run = runs[Find(position)];
        return run.Kernel is null ? position : position - ((position - run.Offset) % run.Kernel.OutputSize);
    }

    /// <summary>The index of the run with a position, which is behind the header.</summary>
    public int Find(long position)
    {
        int low = 0,
            high = runs.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (runs[middle].Offset <= position)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    /// <summary>The run at a position, if its bytes are written by others.</summary>
    public ByteRun? HoleAt(long position) =>
        position >= Header.Length && position < Length && runs[Find(position)] is { IsHole: true } hole ? hole : null;

    /// <summary>The end of a block that should go from one position to another: there, or where the first hole begins.</summary>
    public long BeforeHole(long start, long end)
    {
        for (int i = start < Header.Length ? 0 : Find(start); i < runs.Length && runs[i].Offset < end; i++)
        {
            if (runs[i].IsHole)
                return runs[i].Offset;
        }
        return end;
    }

    private static ByteRun Run(BoundTensor tensor, HeaderTensor place, SourceFiles sources)
    {
        if (tensor.Operation.HasPasses)
            return new(place.Offset, place.Length, null, place.Offset, null);
        TensorSource source = tensor.Sources[0];
        ElementKernel? kernel = ElementKernels.For(tensor);
        long expected = kernel is null ? place.Length : tensor.Elements * kernel.InputSize;
        if (source.Length != expected)
            throw new ArgumentException(
                $"the tensor {Printable.Quote(tensor.Name)} takes {expected} bytes, its source has {source.Length}"
            );
        return new(place.Offset, place.Length, sources[source.File], source.Offset, kernel);
    }

    private static IEnumerable<ByteRun> Coalesce(IEnumerable<ByteRun> runs)
    {
        ByteRun? last = null;
        foreach (ByteRun run in runs)
        {
            if (last is null)
                last = run;
            else if (last.Adjoins(run))
                last = last with { Length = last.Length + run.Length };
            else
            {
                yield return last;
                last = run;
            }
        }
        if (last is not null)
            yield return last;
    }
}
