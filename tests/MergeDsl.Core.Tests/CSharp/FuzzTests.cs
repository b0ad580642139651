using MergeDsl.Fuzz;
using MergeDsl.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MergeDsl.Core.Tests.CSharp;

public class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Mutated_configurations_for_twenty_seconds()
    {
        FuzzReport report = FuzzRun.Run(TimeSpan.FromSeconds(20), seed: 20, output.WriteLine);
        output.WriteLine(report.ToString());
        Assert.True(
            report.Failures.Count == 0,
            string.Join("\n=====\n", report.Failures.Select(failure => failure.Reason + "\n---\n" + failure.Input))
        );
        Assert.True(report.Inputs > 100);
    }

    [Fact]
    public void Mutated_checkpoints_for_ten_seconds()
    {
        using var kept = new ScratchDirectory();
        CheckpointReport report = CheckpointFuzz.Run(TimeSpan.FromSeconds(10), seed: 20, kept.Root, output.WriteLine);
        output.WriteLine(report.ToString());
        Assert.True(report.Failures.Count == 0, string.Join("\n=====\n", report.Failures.Select(failure => failure.Reason)));
        Assert.True(report.Inputs > 10);
    }
}
