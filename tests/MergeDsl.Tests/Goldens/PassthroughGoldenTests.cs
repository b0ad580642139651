using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Goldens;

/// <summary>The reference's results on tiny checkpoints with passthrough, to the byte.</summary>
public class PassthroughGoldenTests
{
    public static TheoryData<string> Cases() => GoldenCase.Names("passthrough");

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public async Task The_output_is_the_reference_s(string name)
    {
        var golden = new GoldenCase(name);
        using var scratch = new ScratchDirectory();
        foreach (int threads in name.StartsWith("shards", StringComparison.Ordinal) ? (int[])[1, 2, 7] : [2])
        {
            string output = scratch.Path($"out-{threads}");
            await golden.Run(output, new() { Threads = threads, ShardSize = golden.ShardSize });
            Assert.Equal("equal", golden.Compare(output));
        }
    }
}
