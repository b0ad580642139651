using MergeDsl.Testing;
using MergeDsl.Tests.Goldens;
using Xunit;

namespace MergeDsl.Tests.Methods;

/// <summary>The reference's results on tiny checkpoints with every method: the same, with any number of threads.</summary>
public class MethodGoldenTests
{
    public static TheoryData<string> Cases() => GoldenCase.Names("method", "modules");

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public async Task The_output_is_the_reference_s(string name)
    {
        var golden = new GoldenCase(name);
        using var scratch = new ScratchDirectory();
        byte[]? first = null;
        foreach (int threads in new[] { 1, 2, 7 })
        {
            string output = scratch.Path($"out-{threads}");
            MergeReport report = await golden.Run(
                output,
                new()
                {
                    Threads = threads,
                    Seed = golden.Seed,
                    Memory = threads == 7 ? 0 : MergeOptions.DefaultMemory,
                }
            );
            Assert.Empty(report.NonFiniteTensors);
            byte[] bytes = File.ReadAllBytes(Path.Combine(output, "model.safetensors"));
            if (first is null)
                Assert.Equal("equal", golden.Compare(output));
            else
                Assert.True(bytes.AsSpan().SequenceEqual(first), $"{threads} threads write other bytes than one");
            first = bytes;
        }
    }
}
