using CsCheck;
using MergeDsl.Engine;
using MergeDsl.Kernels;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Engine;

public sealed class BlockWriterTests
{
    private const int SourceLength = 200_000;

    /// <summary>Kernels of every ratio of sizes, so that elements lie across the edges of blocks and segments.</summary>
    private static readonly ElementKernel?[] Kernels =
    [
        null,
        new BFloat16Scale(0.3f),
        new FullWidthScale<float>(-2),
        new Cast(BFloat16Format.Instance, Float32Format.Instance),
        new Cast(Float32Format.Instance, Float16Format.Instance),
        new Cast(Float64Format.Instance, Float32Format.Instance),
    ];

    [Fact]
    public void Any_cut_gives_the_bytes_of_the_runs()
    {
        using var directory = new TemporaryDirectory();
        byte[] data = [.. Enumerable.Range(0, SourceLength).Select(i => (byte)((i * 31) ^ (i >> 8)))];
        var first = new SourceFile(FileSystem.OfSystem, directory.Write("a", data), 0, null);
        Array.Reverse(data);
        var second = new SourceFile(FileSystem.OfSystem, directory.Write("b", data), 0, null);

        Gen<(int Kernel, int Elements, int Offset, bool IsSecond)> run = Gen.Select(
            Gen.Int[0, Kernels.Length - 1],
            Gen.Int[1, 9000],
            Gen.Int[0, 99_000],
            Gen.Bool
        );
        Gen.Select(Gen.Int[0, 300], run.List[1, 12], Gen.Int[2, 5], Gen.Int[1, 70_000], Gen.Int[1, 4])
            .Sample(
                (headerLength, runs, pages, segmentSize, threads) =>
                {
                    byte[] header = [.. Enumerable.Range(0, headerLength).Select(i => (byte)i)];
                    ShardRuns shard = new(header, Place(headerLength, runs, first, second));
                    byte[] expected = Expected(shard);
                    string path = directory.Path("out");
                    File.Delete(path);
                    using (var output = new OutputStream(FileSystem.OfSystem, path, shard.Length))
                    {
                        var work = new ShardWork(shard, output, segmentSize);
                        var queue = new ShardQueue([work]);
                        Task[] tasks =
                        [
                            .. Enumerable
                                .Range(0, threads)
                                .Select(_ =>
                                    Task.Run(() =>
                                    {
                                        using var writer = new BlockWriter(
                                            pages * AlignedBuffer.Page,
                                            new OrdinaryTransport(FileSystem.OfSystem),
                                            new ProgressCounter()
                                        );
                                        ShardWork? last = null;
                                        while (queue.Take(last) is (ShardWork file, long start, long end))
                                        {
                                            writer.Write(file.Runs, file.Output, start, end, CancellationToken.None);
                                            last = file;
                                        }
                                    })
                                ),
                        ];
                        Task.WaitAll(tasks);
                    }
                    Assert.Equal(expected, File.ReadAllBytes(path));
                },
                iter: 150,
                threads: 1
            );
    }

    [Fact]
    public void Copies_that_adjoin_become_one_run()
    {
        using var directory = new TemporaryDirectory();
        var source = new SourceFile(FileSystem.OfSystem, directory.Write("a", new byte[100]), 0, null);
        ElementKernel scale = new BFloat16Scale(0);
        ShardRuns shard = new(
            new byte[8],
            [
                new(8, 10, source, 20, null),
                new(18, 10, source, 30, null),
                new(28, 10, source, 30, null),
                new(38, 10, source, 40, scale),
                new(48, 10, source, 50, null),
            ]
        );
        Assert.Equal([(8L, 20L), (28L, 10L), (38L, 10L), (48L, 10L)], shard.Runs.Select(run => (run.Offset, run.Length)));
        Assert.Equal(58, shard.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bounded_reads_and_writes_carry_the_same_bytes(bool uncachedCalls)
    {
        if (!LinuxCalls.IsSupported)
            return;
        using var directory = new TemporaryDirectory();
        byte[] data = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        var transport = new BoundedTransport(FileSystem.OfSystem, 1, uncachedCalls);
        using (var output = new OutputStream(FileSystem.OfSystem, directory.Path("out"), data.Length))
        {
            for (int start = 0; start < data.Length; start += 10_000)
                output.Write(transport, data.AsSpan(start, Math.Min(10_000, data.Length - start)), start);
            output.Flush(CancellationToken.None);
        }
        var source = new SourceFile(FileSystem.OfSystem, directory.Path("out"), data.Length, null);
        byte[] read = new byte[data.Length - 3];
        source.Read(transport, read, 3);
        Assert.Equal(data[3..], read);
    }

    private static IEnumerable<ByteRun> Place(
        long position,
        List<(int Kernel, int Elements, int Offset, bool IsSecond)> runs,
        SourceFile first,
        SourceFile second
    )
    {
        foreach ((int index, int elements, int offset, bool isSecond) in runs)
        {
            ElementKernel? kernel = Kernels[index];
            long length = elements * (kernel?.OutputSize ?? 1);
            yield return new(position, length, isSecond ? second : first, offset, kernel);
            position += length;
        }
    }

    private static byte[] Expected(ShardRuns shard)
    {
        byte[] bytes = new byte[shard.Length];
        shard.Header.Span.CopyTo(bytes);
        foreach (ByteRun run in shard.Runs)
        {
            byte[] data = File.ReadAllBytes(run.Source!.Path);
            Span<byte> target = bytes.AsSpan((int)run.Offset, (int)run.Length);
            if (run.Kernel is null)
                data.AsSpan((int)run.SourceOffset, target.Length).CopyTo(target);
            else
                run.Kernel.Apply(data.AsSpan((int)run.SourceOffset, target.Length / run.Kernel.OutputSize * run.Kernel.InputSize), target);
        }
        return bytes;
    }
}
