using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Bounds;

/// <summary>The bytes that every reader allocates for a byte of its input: exact, for the runtime counts them for each thread. Times are in the program, <c>tests/MergeDsl.Fuzz -- bounds</c>.</summary>
public class ReaderBoundsTests
{
    private const int Few = 4_000,
        Many = 40_000;

    public static TheoryData<string> Cases() => [.. ReaderBounds.All.Select(bound => bound.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Memory_is_linear_and_within_its_bound(string name)
    {
        BoundCase bound = ReaderBounds.All.Single(candidate => candidate.ToString() == name);
        Measure(bound, 1);
        (double few, _) = Measure(bound, Few);
        (double many, double beyond) = Measure(bound, Many);
        Assert.True(
            beyond <= bound.BytesPerByte,
            FormattableString.Invariant($"{beyond:F1} bytes for a byte, more than {bound.BytesPerByte}")
        );
        Assert.True(many <= 2 * Math.Max(few, 1), FormattableString.Invariant($"{few:F1} bytes for a byte of few, {many:F1} of many"));
    }

    /// <summary>The bytes allocated for a byte of the input: all of them, and those beyond what reading nothing takes.</summary>
    private static (double All, double Beyond) Measure(BoundCase bound, int parts)
    {
        using var directory = new TemporaryDirectory();
        (long bytes, Action read) = bound.Make(parts, directory);
        long before = GC.GetAllocatedBytesForCurrentThread();
        read();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return ((double)allocated / bytes, (double)Math.Max(allocated - ReaderBounds.Overhead, 0) / bytes);
    }
}
