using System.Runtime.InteropServices;
using MergeDsl.Engine;
using MergeDsl.Safetensors;

namespace MergeDsl.Benchmarks;

/// <summary>A checkpoint of random numbers in three files.</summary>
internal sealed class SyntheticCheckpoint
{
    private const int BlockSize = 4 << 20;

    private SyntheticCheckpoint(IReadOnlyList<Shard> shards, string directory)
    {
        Files = [.. shards.Select(shard => Path.Combine(directory, shard.FileName))];
        Bytes = shards.Sum(shard => shard.Layout.FileLength);
        Sources = shards.SelectMany((shard, index) => shard.Layout.Tensors.Select(tensor => (tensor, Files[index])))
            .ToDictionary(pair => pair.tensor.Name, pair => (pair.tensor.Shape, new TensorSource(pair.Item2, pair.tensor.Offset, pair.tensor.Length, pair.tensor.DType)), StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Files { get; }

    public long Bytes { get; }

    public IReadOnlyDictionary<string, (EquatableArray<long> Shape, TensorSource Source)> Sources { get; }

    /// <summary>The layout in a directory, written there or not.</summary>
    public static SyntheticCheckpoint Lay(string directory, double scale) => new(Split(scale), directory);

    /// <summary>Writes the files.</summary>
    public static void Write(string directory, double scale)
    {
        Directory.CreateDirectory(directory);
        foreach (Shard shard in Split(scale)) Write(Path.Combine(directory, shard.FileName), shard.Layout);
    }

    private static IReadOnlyList<Shard> Split(double scale)
    {
        BoundTensor[] tensors = [.. OpenChatShape.Tensors(scale).Select(tensor => new BoundTensor(tensor.Name, tensor.DType, tensor.Shape, TensorOperation.Verbatim, []))];
        return Shards.Split(tensors, (tensors.Sum(tensor => tensor.Length) / 3) + (tensors.Max(tensor => tensor.Length) * 9 / 10));
    }

    private static void Write(string path, SafetensorsLayout layout)
    {
        using var file = new OutputStream(path, layout.FileLength);
        using var block = new AlignedBuffer(BlockSize);
        var transport = FileTransport.Create(PageCache.Bounded, layout.FileLength);
        ulong state = (ulong)layout.FileLength | 1;
        for (long offset = 0; offset < layout.FileLength; offset += BlockSize)
        {
            Span<byte> bytes = block.Span[..(int)Math.Min(BlockSize, layout.FileLength - offset)];
            state = Fill(block.Span, state);
            if (offset == 0) layout.Header.Span.CopyTo(bytes);
            file.Write(transport, bytes, offset);
        }
        file.Flush(CancellationToken.None);
    }

    /// <summary>Fills a block with bfloat16 numbers below 2, all finite.</summary>
    private static ulong Fill(Span<byte> bytes, ulong state)
    {
        foreach (ref ulong four in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            four = state & 0xBFFF_BFFF_BFFF_BFFF;
        }
        return state;
    }
}
