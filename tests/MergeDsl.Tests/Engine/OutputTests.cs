using MergeDsl.Engine;
using MergeDsl.Testing;
using MergeDsl.Tests.Faults;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace MergeDsl.Tests.Engine;

/// <summary>The directories into which a merge may write, and the state that a failed merge leaves.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task A_directory_with_something_in_it_is_refused_and_an_output_is_replaced_on_demand()
    {
        using var merge = new MergeFixture();
        await merge.Run(new() { ShardSize = 3000 });
        MergeDiagnostic fault = await merge.Fail(merge.Job());
        Assert.Equal("MDSL0701", fault.Id);
        Assert.Contains("--overwrite", fault.Message, StringComparison.Ordinal);

        MergeReport report = await merge.Run(new() { Overwrite = true });
        Assert.Equal(report.Files.Count, Directory.GetFileSystemEntries(merge.Output).Length);
        Assert.Equal(["merged", "source"], Siblings(merge));
    }

    [Theory]
    [InlineData("photo.jpg", false, "'photo.jpg'")]
    [InlineData("adapter", true, "'adapter'")]
    [InlineData(".git", true, "'.git'")]
    [InlineData(null, false, "mergedsl.json")]
    public async Task What_is_not_an_output_is_never_replaced(string? entry, bool isDirectory, string part)
    {
        using var merge = new MergeFixture();
        await merge.Run();
        if (entry is null)
            File.Delete(Path.Combine(merge.Output, "mergedsl.json"));
        else if (isDirectory)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(merge.Output, entry)).FullName, "a"), "a");
        else
            File.WriteAllText(Path.Combine(merge.Output, entry), "a");
        MergeDiagnostic fault = await merge.Fail(merge.Job(), new() { Overwrite = true });
        Assert.Equal("MDSL0709", fault.Id);
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_holds_an_input_is_never_replaced()
    {
        using var merge = new MergeFixture();
        await merge.Run();
        var options = new MergeOptions { Overwrite = true, Inputs = [new("the merge file", Path.Combine(merge.Output, "config.json"))] };
        MergeDiagnostic fault = await merge.Fail(merge.Job(), options);
        Assert.Equal("MDSL0709", fault.Id);
        Assert.Contains("the merge file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replacing_removes_links_and_never_what_they_lead_to()
    {
        using var merge = new MergeFixture();
        await merge.Run();
        string kept = merge.Path("kept");
        File.Move(Path.Combine(merge.Output, "config.json"), kept);
        File.CreateSymbolicLink(Path.Combine(merge.Output, "config.json"), kept);
        await merge.Run(new() { Overwrite = true });
        Assert.True(File.Exists(kept));
        Assert.Null(new FileInfo(Path.Combine(merge.Output, "config.json")).LinkTarget);
    }

    [Fact]
    public async Task A_failed_overwrite_leaves_the_old_output()
    {
        using var merge = new MergeFixture();
        await merge.Run();
        var missing = new OutputFile.CopyOf("tokenizer.model", merge.Path("source", "tokenizer.model"));
        MergeDiagnostic fault = await merge.Fail(merge.Job(null, null, missing), new() { Overwrite = true });
        Assert.Equal("MDSL0705", fault.Id);
        Assert.Contains("tokenizer.model", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_of_who_watches_the_progress_ends_the_merge_and_is_passed_on()
    {
        // 50 MB through a scale, on one thread: longer than it takes until the first report.
        using var merge = new MergeFixture(_ => TinyCheckpoint.Mistral(layers: 4, hidden: 512));
        string before = merge.Listing();
        var thrown = await Assert.ThrowsAsync<FormatException>(() =>
            MergeEngine.RunAsync(merge.Job(merge.Plan(scale: 0.5)), new() { Threads = 1 }, new Watcher())
        );
        Assert.Equal("the watcher fails", thrown.Message);
        // The merge was over when the exception came: nothing is left, and nothing comes any more.
        if (!File.Exists(Path.Combine(merge.Output, "config.json")))
            Assert.Equal(before, merge.Listing());
        string after = merge.Listing();
        await Task.Delay(300);
        Assert.Equal(after, merge.Listing());
    }

    private sealed class Watcher : IProgress<MergeProgress>
    {
        public void Report(MergeProgress value) => throw new FormatException("the watcher fails");
    }

    [Fact]
    public async Task An_empty_directory_is_as_good_as_none_and_missing_parents_are_made()
    {
        using var merge = new MergeFixture();
        Directory.CreateDirectory(merge.Output);
        await merge.Run();
        await merge.Run(output: merge.Path("new", "deep", "merged") + "/");
        Assert.True(File.Exists(merge.Path("new", "deep", "merged", "config.json")));
    }

    [Fact]
    public async Task A_failure_takes_the_parents_along_that_were_made()
    {
        using var merge = new MergeFixture();
        var missing = new OutputFile.CopyOf("a", merge.Path("nowhere"));
        Assert.Equal("MDSL0705", (await merge.Fail(merge.Job(null, merge.Path("new", "deep", "merged"), missing))).Id);
    }

    [Theory]
    [InlineData("source", "is the directory of a source")]
    [InlineData("source/", "is the directory of a source")]
    [InlineData("merged/../source/.", "is the directory of a source")]
    [InlineData("link", "is the directory of a source")]
    [InlineData("link/inner", "inside the source")]
    [InlineData("source/merged", "inside the source")]
    [InlineData(".", "contains the source")]
    public async Task Never_onto_a_source(string output, string part)
    {
        using var merge = new MergeFixture();
        Directory.CreateDirectory(merge.Output);
        Directory.CreateSymbolicLink(merge.Path("link"), merge.Source);
        MergeDiagnostic fault = await merge.Fail(merge.Job(null, merge.Path(output)), new() { Overwrite = true });
        Assert.Equal("MDSL0702", fault.Id);
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_onto_the_files_that_links_of_a_source_lead_to()
    {
        using var merge = new MergeFixture();
        Directory.CreateDirectory(merge.Path("blobs"));
        File.Move(merge.Path("source", "model.safetensors"), merge.Path("blobs", "1234"));
        File.CreateSymbolicLink(merge.Path("source", "model.safetensors"), merge.Path("blobs", "1234"));
        Assert.Equal("MDSL0702", (await merge.Fail(merge.Job(null, merge.Path("blobs")), new() { Overwrite = true })).Id);
    }

    [Theory]
    [InlineData("", "no name")]
    [InlineData("source/config.json", "is a file")]
    [InlineData("file", "is a file")]
    [InlineData("file/below", "is a file")]
    [InlineData("dangling", "symbolic link")]
    [InlineData("dangling/below", "cannot write")]
    [InlineData("circle", "circle")]
    [InlineData("bad\0name", "cannot write")]
    public async Task What_cannot_be_a_directory_is_said(string output, string part)
    {
        using var merge = new MergeFixture();
        File.WriteAllText(merge.Path("file"), "");
        File.CreateSymbolicLink(merge.Path("dangling"), "/proc/nowhere/at/all");
        File.CreateSymbolicLink(merge.Path("circle"), merge.Path("circle"));
        MergeDiagnostic fault = await merge.Fail(merge.Job(null, output.Length == 0 ? "" : merge.Path(output)));
        Assert.Contains(fault.Id, new[] { "MDSL0704", "MDSL0702" });
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_little_space_is_said_before_anything_is_written()
    {
        using var merge = new MergeFixture();
        // Nothing is read before the space has been checked, so the source may be a hole.
        string huge = merge.Path("source", "huge.safetensors");
        using (FileStream hole = File.Create(huge))
            hole.SetLength(1L << 42);
        var tensor = new BoundTensor(
            "huge",
            TensorDType.BF16,
            [1L << 41],
            TensorOperation.Verbatim,
            [new(huge, 0, 1L << 42, TensorDType.BF16)]
        );
        MergeDiagnostic fault = await merge.Fail(merge.Job(new([tensor, tensor with { Name = "again" }], "")));
        Assert.Equal("MDSL0703", fault.Id);
        Assert.Contains("8.80 TB", fault.Message, StringComparison.Ordinal);
        Assert.Contains("free", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_merge_leaves_nothing()
    {
        using var merge = new MergeFixture();
        string large = merge.Path("source", "large.safetensors");
        using (FileStream hole = File.Create(large))
            hole.SetLength(1L << 32);
        var tensor = new BoundTensor(
            "large",
            TensorDType.BF16,
            [1L << 31],
            new TensorOperation.Scale(0.5, TensorDType.BF16),
            [new(large, 0, 1L << 32, TensorDType.BF16)]
        );
        string before = merge.Listing();
        using var cancel = new CancellationTokenSource();
        var stopper = new Stopper(cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            MergeEngine.RunAsync(merge.Job(new([tensor], "")), new(), stopper, cancel.Token)
        );
        Assert.Equal(before, merge.Listing());
    }

    [Fact]
    public async Task Two_merges_to_one_target_exclude_each_other()
    {
        using var merge = new MergeFixture();
        using (TargetLock.Take(FileSystem.OfSystem, merge.Path(".merged.mergedsl-lock"), merge.Output))
            Assert.Equal("MDSL0710", (await merge.Fail(merge.Job())).Id);
        await merge.Run();
        Assert.Equal(["merged", "source"], Siblings(merge));
    }

    [Fact]
    public void Where_the_file_system_has_no_locks_the_file_is_the_lock_until_its_process_has_ended()
    {
        using var merge = new MergeFixture();
        var calls = new NoLockCalls(FileCalls.OfSystem);
        var files = new FileSystem(calls);
        string path = merge.Path(".merged.mergedsl-lock");
        TargetLock first = TargetLock.Take(files, path, merge.Output);
        MergeException held = Assert.Throws<MergeException>(() => TargetLock.Take(files, path, merge.Output));
        Assert.Equal("MDSL0710", Assert.Single(held.Diagnostics).Id);
        Assert.Contains(FormattableString.Invariant($"process {Environment.ProcessId}"), held.Message, StringComparison.Ordinal);
        first.Dispose();
        // Of a process that runs no more, and of one on a machine that cannot be asked.
        File.WriteAllText(path, $"{{\"host\":\"{Environment.MachineName}\",\"process\":{Environment.ProcessId},\"started\":1}}\n");
        TargetLock.Take(files, path, merge.Output).Remove();
        File.WriteAllText(path, "{\"host\":\"elsewhere\",\"process\":1,\"started\":1}\n");
        Assert.Throws<MergeException>(() => TargetLock.Take(files, path, merge.Output));
    }

    private sealed class NoLockCalls(FileCalls inner) : ForwardingCalls(inner)
    {
        public override long Lock(SafeFileHandle handle) => -Errno.NotSupported;
    }

    [Fact]
    public async Task What_killed_merges_left_is_removed_but_a_complete_output_of_another_plan()
    {
        using var merge = new MergeFixture();
        await merge.Run(plan: merge.Plan() with { Hash = "other" }, output: merge.Path("other"));
        await merge.Run(output: merge.Path("same"));
        Directory.Move(merge.Path("other"), merge.Path(".merged.mergedsl-00000001"));
        Directory.Move(merge.Path("same"), merge.Path(".merged.mergedsl-00000002"));
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(merge.Path(".merged.mergedsl-00000003")).FullName, "model.safetensors"),
            ""
        );
        Directory.CreateDirectory(merge.Path(".else.mergedsl-00000004"));
        File.WriteAllText(merge.Path(".merged.mergedsl-lock"), "");
        MergeReport report = await merge.Run();
        Assert.Equal([merge.Path(".merged.mergedsl-00000001")], report.Kept);
        Assert.Equal([".else.mergedsl-00000004", ".merged.mergedsl-00000001", "merged", "source"], Siblings(merge));

        IReadOnlyList<Leftover> found = Leftovers.Clean(FileSystem.OfSystem, merge.Output, remove: true, removeComplete: true);
        Assert.Equal(LeftoverState.Complete, Assert.Single(found).State);
        Assert.Equal([".else.mergedsl-00000004", "merged", "source"], Siblings(merge));
    }

    [Fact]
    public async Task An_empty_directory_keeps_its_permissions()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var merge = new MergeFixture();
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
        File.SetUnixFileMode(Directory.CreateDirectory(merge.Output).FullName, Mode);
        await merge.Run();
        Assert.Equal(Mode, File.GetUnixFileMode(merge.Output));
    }

    private static IEnumerable<string> Siblings(MergeFixture merge) =>
        Directory.EnumerateFileSystemEntries(merge.Path()).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);

    private sealed class Stopper(CancellationTokenSource cancel) : IProgress<MergeProgress>
    {
        public void Report(MergeProgress value) => cancel.Cancel();
    }
}
