using System.Runtime.InteropServices;
using MergeDsl.Engine;
using MergeDsl.Safetensors;

namespace MergeDsl.Benchmarks;

/// <summary>A checkpoint of random numbers in three files.</summary>
internal sealed class SyntheticCheckpoint
{
    private const int BlockSize = 4 << 20;
    private readonly OpenChatShape shape;
    private readonly IReadOnlyList<Shard> shards;

    public SyntheticCheckpoint(string directory, double scale)
    {
        Directory = directory;
        shape = new(scale);
        BoundTensor[] tensors =
        [
            .. shape.Tensors().Select(tensor => new BoundTensor(tensor.Name, tensor.DType, tensor.Shape, TensorOperation.Verbatim, [])),
        ];
        shards = Shards.Split(tensors, (tensors.Sum(tensor => tensor.Length) / 3) + (tensors.Max(tensor => tensor.Length) * 9 / 10));
    }

    public string Directory { get; }

    public IEnumerable<string> Files => shards.Select(shard => Path.Combine(Directory, shard.FileName));

    public long Bytes => shards.Sum(shard => shard.Layout.FileLength);

    /// <summary>Writes the files.</summary>
    public void Write()
    {
        System.IO.Directory.CreateDirectory(Directory);
        foreach (Shard shard in shards)
            Write(Path.Combine(Directory, shard.FileName), shard.Layout);
        File.WriteAllText(Path.Combine(Directory, Shards.IndexName), Shards.Index(shards));
        File.WriteAllText(Path.Combine(Directory, OutputFile.Configuration), shape.Config());
    }

    private static void Write(string path, SafetensorsLayout layout)
    {
        using var file = new OutputStream(FileSystem.OfSystem, path, layout.FileLength);
        using var block = new AlignedBuffer(BlockSize);
        var transport = FileTransport.Create(FileSystem.OfSystem, PageCache.Bounded, layout.FileLength, 1);
        ulong state = (ulong)layout.FileLength | 1;
        for (long offset = 0; offset < layout.FileLength; offset += BlockSize)
        {
            Span<byte> bytes = block.Span[..(int)Math.Min(BlockSize, layout.FileLength - offset)];
            state = Fill(block.Span, state);
            if (offset == 0)
                layout.Header.Span.CopyTo(bytes);
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
