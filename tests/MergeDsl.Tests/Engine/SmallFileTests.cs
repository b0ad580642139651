using MergeDsl.Engine;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Engine;

/// <summary>The small files of an output, on both sides of the block in which they are copied.</summary>
public class SmallFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 3)]
    [InlineData((5 << 19) + 1)]
    public void A_copy_has_the_bytes_of_its_source(int length)
    {
        using var directory = new TemporaryDirectory();
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        string source = directory.Write("source/tokenizer.json", content);
        Directory.CreateDirectory(directory.Path("output"));
        var progress = new ProgressCounter();
        var file = new PreparedFile(FileSystem.OfSystem, new OutputFile.CopyOf("copy.json", source));
        Assert.Equal((length, false, source), (file.Length, file.IsLast, file.Source));
        WrittenFile written = file.WriteTo(directory.Path("output"), new([], []), progress, default);
        Assert.Equal(("copy.json", length), (written.Name, written.Length));
        Assert.Equal(content, File.ReadAllBytes(directory.Path("output", "copy.json")));
        Assert.Equal((length, length), (progress.Read, progress.Written));
    }
}
