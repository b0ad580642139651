using MergeDsl.Engine;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Engine;

/// <summary>Where a merge may write, and what it leaves when it fails.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task A_directory_with_something_in_it_is_refused_and_replaced_as_a_whole_on_demand()
    {
        using var merge = new MergeFixture();
        Directory.CreateDirectory(merge.Output);
        File.WriteAllText(Path.Combine(merge.Output, "stale.safetensors"), "old");
        MergeDiagnostic fault = await merge.Fail(merge.Job());
        Assert.Equal("MDSL0701", fault.Id);
        Assert.Contains("--overwrite", fault.Message, StringComparison.Ordinal);

        MergeReport report = await merge.Run(new() { Overwrite = true });
        Assert.False(File.Exists(Path.Combine(merge.Output, "stale.safetensors")));
        Assert.Equal(report.Files.Count, Directory.GetFileSystemEntries(merge.Output).Length);
        Assert.Equal(["merged", "source"], Siblings(merge));
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
            hole.SetLength(1L << 30);
        var tensor = new BoundTensor(
            "large",
            TensorDType.BF16,
            [1L << 29],
            new TensorOperation.Scale(0.5, TensorDType.BF16),
            [new(large, 0, 1L << 30, TensorDType.BF16)]
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
    public async Task What_a_killed_merge_left_is_removed_by_the_next_and_what_a_running_one_holds_is_not()
    {
        using var merge = new MergeFixture();
        string killed = merge.Path(".merged.mergedsl-00000000"),
            running = merge.Path(".merged.mergedsl-11111111");
        foreach (string directory in new[] { killed, running })
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(directory).FullName, ".mergedsl-lock"), "");
        using (new FileStream(Path.Combine(running, ".mergedsl-lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            await merge.Run();
        Assert.False(Directory.Exists(killed));
        Assert.True(Directory.Exists(running));
    }

    [Fact]
    public async Task The_working_directory_keeps_its_identity()
    {
        using var merge = new MergeFixture();
        OutputTarget target = OutputTarget.Check(Directory.CreateDirectory(merge.Output).FullName, overwrite: true, [], [], 0);
        File.WriteAllText(Path.Combine(merge.Output, "old"), "");
        string staging = Directory.CreateDirectory(Path.Combine(merge.Output, ".mergedsl-22222222")).FullName;
        foreach (string name in new[] { "a", "b" })
            await File.WriteAllTextAsync(Path.Combine(staging, name), name);
        string old = Publication.Inside(target with { IsEmpty = false }, staging, ".mergedsl-old-22222222", ["a", "b"]);
        Assert.True(File.Exists(Path.Combine(old, "old")));
        Publication.Remove(old);
        Assert.Equal(
            ["a", "b"],
            Directory.EnumerateFileSystemEntries(merge.Output).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_publication_that_fails_midway_is_undone()
    {
        using var merge = new MergeFixture();
        OutputTarget target = OutputTarget.Check(Directory.CreateDirectory(merge.Output).FullName, overwrite: true, [], [], 0) with
        {
            IsEmpty = false,
        };
        File.WriteAllText(Path.Combine(merge.Output, "old"), "");
        string staging = Directory.CreateDirectory(Path.Combine(merge.Output, ".mergedsl-33333333")).FullName;
        File.WriteAllText(Path.Combine(staging, "a"), "");
        string before = merge.Listing();
        Assert.ThrowsAny<IOException>(() => Publication.Inside(target, staging, ".mergedsl-old-33333333", ["a", "missing"]));
        Assert.Equal(before, merge.Listing());
    }

    private static IEnumerable<string> Siblings(MergeFixture merge) =>
        Directory.EnumerateFileSystemEntries(merge.Path()).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);

    private sealed class Stopper(CancellationTokenSource cancel) : IProgress<MergeProgress>
    {
        public void Report(MergeProgress value) => cancel.Cancel();
    }
}
