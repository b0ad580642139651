using MergeDsl.Faults;
using Xunit;
using Xunit.Abstractions;

namespace MergeDsl.Tests.Faults;

/// <summary>A short run of the program that lets a real kernel fail; <c>tests/MergeDsl.Faults --count N</c> is the long one.</summary>
public sealed class RealKernelTests(ITestOutputHelper log)
{
    private const int Trials = 4;

    [FaultKindFact("kill")]
    public void Kills() => Run("kill");

    [FaultKindFact("strace")]
    public void System_calls_that_fail() => Run("strace");

    [FaultKindFact("limits")]
    public void Limits_of_the_process() => Run("limits");

    [FaultKindFact("loop")]
    public void A_disk_that_cannot_be_written_everywhere() => Run("loop");

    [FaultKindFact("mounts")]
    public void Directories_with_several_names_or_a_fixed_one() => Run("mounts");

    private void Run(string kind)
    {
        FaultReport report = FaultKind.All.Single(each => each.Name == kind).Run(Path.GetTempPath(), Trials, seed: 1);
        log.WriteLine(report.ToString());
        Assert.True(report.Failures.Count == 0, report.ToString());
        Assert.True(report.Trials > 0, "nothing was tried");
    }
}

/// <summary>A test of a kind of faults, skipped where the machine does not allow it.</summary>
public sealed class FaultKindFactAttribute : FactAttribute
{
    public FaultKindFactAttribute(string kind) => Skip = FaultKind.All.Single(each => each.Name == kind).Lacks();
}
