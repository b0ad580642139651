using System.Buffers.Binary;
using System.Globalization;
using MergeDsl.Engine;
using Xunit;

namespace MergeDsl.Tests.Engine;

public sealed class EngineTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData(TensorDType.BF16, 0.0, null)]
    [InlineData(TensorDType.F16, 0.3, null)]
    [InlineData(TensorDType.F32, -1.5, TensorDType.F16)]
    [InlineData(TensorDType.BF16, 0.7, TensorDType.F32)]
    [InlineData(null, 1.0, TensorDType.BF16)]
    public async Task Every_element_is_that_of_the_scalar_reference(TensorDType? load, double? scale, TensorDType? save)
    {
        using var merge = new MergeFixture(checkpoint =>
            checkpoint
                .Tensor("model.layers.3.extra.weight", TensorDType.F32, 7, 5)
                .Tensor("model.layers.3.position_ids", TensorDType.I64, 9)
                .Tensor("model.layers.3.flags", TensorDType.Bool, 3)
                .Tensor("model.empty", TensorDType.F16, 0, 4)
                .Shards(2)
        );
        BoundPlan plan = merge.Plan(load, scale, save);
        await merge.Run(new() { ShardSize = 2000 }, plan);

        Dictionary<string, (TensorDType DType, byte[] Data)> written = MergeFixture.Tensors(merge.Output);
        Assert.Equal(plan.Tensors.Count, written.Count);
        foreach (BoundTensor tensor in plan.Tensors)
        {
            TensorSource source = tensor.Sources[0];
            byte[] stored = MergeFixture.Bytes(source.File, source.Offset, source.Length);
            (TensorDType dtype, byte[] data) = written[tensor.Name];
            bool isFloat = source.DType.IsFloatingPoint();
            double? factor = tensor.Name.StartsWith("model.layers.4.", StringComparison.Ordinal) ? scale : null;
            Assert.Equal(isFloat ? save ?? load ?? source.DType : source.DType, dtype);
            Assert.Equal(isFloat ? Expected(stored, source.DType, load, factor, dtype) : stored, data);
        }
    }

    [Theory]
    [InlineData(1, "tr-TR", PageCache.Ordinary)]
    [InlineData(2, "fi-FI", PageCache.Bounded)]
    [InlineData(7, "", PageCache.Automatic)]
    [InlineData(100_000, "", PageCache.Automatic)]
    public async Task Files_do_not_depend_on_threads_culture_or_page_cache(int threads, string culture, PageCache pageCache)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        using var merge = new MergeFixture();
        await merge.Run(new() { ShardSize = 3000, Threads = 1 }, output: merge.Path("expected"));
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            await merge.Run(
                new()
                {
                    ShardSize = 3000,
                    Threads = threads,
                    PageCache = pageCache,
                }
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        string[] names = [.. Directory.EnumerateFiles(merge.Output).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            names,
            Directory.EnumerateFiles(merge.Path("expected")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
        foreach (string name in names)
            Assert.Equal(File.ReadAllBytes(merge.Path("expected", name)), File.ReadAllBytes(Path.Combine(merge.Output, name)));
    }

    [Fact]
    public async Task The_report_names_all_files_with_index_and_config_last()
    {
        using var merge = new MergeFixture();
        MergeReport report = await MergeEngine.RunAsync(
            merge.Job(null, null, new OutputFile.CopyOf("tokenizer.json", Path.Combine(merge.Source, "tokenizer.json"))),
            new() { ShardSize = 4000 }
        );
        Assert.Equal(["tokenizer.json", "model.safetensors.index.json", "config.json"], report.Files.TakeLast(3));
        Assert.Equal(
            report.Files.Order(StringComparer.Ordinal),
            Directory.EnumerateFileSystemEntries(merge.Output).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
        Assert.Equal(Directory.EnumerateFiles(merge.Output).Sum(file => new FileInfo(file).Length), report.BytesWritten);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(merge.Source, "tokenizer.json")),
            File.ReadAllBytes(Path.Combine(merge.Output, "tokenizer.json"))
        );
        Assert.Empty(report.LeftBehind);
    }

    [Fact]
    public async Task Progress_ends_at_the_bytes_of_the_report()
    {
        using var merge = new MergeFixture();
        var progress = new Recorder();
        MergeReport report = await MergeEngine.RunAsync(merge.Job(), new(), progress);
        MergeProgress last = progress.All[^1];
        Assert.Equal(
            (report.BytesWritten, report.BytesWritten, report.BytesRead, 1.0),
            (last.BytesWritten, last.BytesTotal, last.BytesRead, last.Fraction)
        );
        Assert.Equal(
            progress.All.Order(Comparer<MergeProgress>.Create((left, right) => left.BytesWritten.CompareTo(right.BytesWritten))),
            progress.All
        );
    }

    [Fact]
    public async Task Symbolic_links_to_sources_are_read_through()
    {
        using var merge = new MergeFixture();
        string blob = merge.Path("blob"),
            link = Path.Combine(merge.Source, "model.safetensors");
        File.Move(link, blob);
        File.CreateSymbolicLink(link, Path.Combine("..", "blob"));
        await merge.Run(plan: merge.Plan() with { Stamps = [SourceStamp.Of(link)] });
        Assert.Equal(merge.Plan().Tensors.Count, MergeFixture.Tensors(merge.Output).Count);
    }

    private static byte[] Expected(byte[] stored, TensorDType from, TensorDType? load, double? scale, TensorDType to)
    {
        TensorDType computed = load ?? from;
        int inputSize = from.Bits() / 8,
            outputSize = to.Bits() / 8;
        byte[] expected = new byte[stored.Length / inputSize * outputSize];
        byte[] padded = new byte[8];
        for (int i = 0; i < stored.Length / inputSize; i++)
        {
            stored.AsSpan(i * inputSize, inputSize).CopyTo(padded);
            double value = ScalarReference.Round(computed, ScalarReference.Value(from, BinaryPrimitives.ReadUInt64LittleEndian(padded)));
            ulong bits = ScalarReference.Bits(to, scale is double factor ? ScalarReference.Scale(computed, value, factor) : value);
            for (int k = 0; k < outputSize; k++)
                expected[(i * outputSize) + k] = (byte)(bits >> (8 * k));
        }
        return expected;
    }

    private sealed class Recorder : IProgress<MergeProgress>
    {
        public List<MergeProgress> All { get; } = [];

        public void Report(MergeProgress value) => All.Add(value);
    }
}
