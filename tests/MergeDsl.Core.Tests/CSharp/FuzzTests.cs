using MergeDsl.Fuzz;
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
}
