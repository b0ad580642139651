using Microsoft.Win32.SafeHandles;
using Xunit;
using Xunit.Abstractions;

namespace MergeDsl.Tests.Faults;

/// <summary>Every error, and a kill, at every single call that a merge makes to the file system.</summary>
public sealed class FaultTests(ITestOutputHelper log)
{
    /// <summary>Of faults other than kills and EIO, one in so many calls is tried, unless all are asked for.</summary>
    private static readonly int Every = Environment.GetEnvironmentVariable("MERGEDSL_ALL_FAULTS") is null ? 13 : 1;

    public static TheoryData<string> Modes =>
        ["new", "empty", "overwrite", "two renames", "container", "mount", "mount overwrite", "chain", "kept"];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task An_error_or_a_kill_at_any_call_leaves_the_former_state_or_the_complete_output(string mode)
    {
        int calls = 0,
            runs = 0;
        using var world = new FaultWorld(mode);
        FaultyCalls counting = world.Calls(-1, Fault.Kill);
        await world.RunAsync(counting);
        Assert.Equal(world.NewOutput, world.Content(world.Output));
        Assert.Empty(world.Hidden());
        calls = counting.Count;
        foreach (Fault fault in Fault.Errors.Prepend(Fault.Kill))
        {
            int step = fault.IsKill || fault.Name == "EIO" ? 1 : Every;
            for (int at = fault.Name.Length % step; at < calls; at += step)
            {
                runs++;
                await world.Try(at, fault);
            }
        }
        log.WriteLine(
            FormattableString.Invariant(
                $"{mode}: {calls} calls ({string.Join(", ", counting.Names.Select(pair => $"{pair.Value} {pair.Key}"))}), {runs} faults"
            )
        );
        Assert.True(calls > 60, $"only {calls} calls go through the seam");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_that_a_flush_reports_late_fails_the_merge(bool onWriteBack)
    {
        using var world = new FaultWorld("new");
        var calls = new LateErrorCalls(FileCalls.OfSystem, onWriteBack);
        MergeException failure = await Assert.ThrowsAsync<MergeException>(() => world.RunAsync(calls));
        Assert.Equal("MDSL0704", Assert.Single(failure.Diagnostics).Id);
        Assert.False(Directory.Exists(world.Output));
    }

    [Theory]
    [InlineData(Errno.NoSpace, "MDSL0703")]
    [InlineData(Errno.Quota, "MDSL0703")]
    [InlineData(Errno.Io, "MDSL0704")]
    public async Task A_disk_without_room_for_a_file_is_told_from_one_that_fails(int error, string id)
    {
        using var world = new FaultWorld("new");
        MergeException failure = await Assert.ThrowsAsync<MergeException>(() =>
            world.RunAsync(new FullDiskCalls(FileCalls.OfSystem, error))
        );
        Assert.Equal(id, Assert.Single(failure.Diagnostics).Id);
    }

    private sealed class FullDiskCalls(FileCalls inner, int error) : ForwardingCalls(inner)
    {
        public override long Allocate(SafeFileHandle handle, long length) => -error;
    }

    [Fact]
    public async Task Headers_and_small_files_are_read_back_before_they_are_published()
    {
        using var world = new FaultWorld("new");
        MergeException failure = await Assert.ThrowsAsync<MergeException>(() => world.RunAsync(new LyingCalls(FileCalls.OfSystem)));
        Assert.Contains("does not hold what was written", Assert.Single(failure.Diagnostics).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(world.Output));
    }
}
