using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Engine;

/// <summary>Sources that are not what they were.</summary>
public sealed class SourceTests
{
    [Fact]
    public async Task A_source_that_changed_since_its_header_was_read()
    {
        using var merge = new MergeFixture();
        string file = merge.Headers[0].File;
        BoundPlan plan = merge.Plan() with { Stamps = [SourceStamp.Of(file)] };
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        MergeDiagnostic fault = await merge.Fail(merge.Job(plan));
        Assert.Equal("MDSL0706", fault.Id);
        Assert.Contains("model.safetensors", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_shrank_or_went_away()
    {
        using var merge = new MergeFixture();
        BoundPlan plan = merge.Plan();
        using (FileStream file = File.OpenWrite(merge.Headers[0].File))
            file.SetLength(100);
        Assert.Equal("MDSL0706", (await merge.Fail(merge.Job(plan))).Id);
        File.Delete(merge.Headers[0].File);
        Assert.Equal("MDSL0705", (await merge.Fail(merge.Job(plan))).Id);
        Directory.CreateDirectory(merge.Headers[0].File);
        Assert.Equal("MDSL0705", (await merge.Fail(merge.Job(plan))).Id);
    }

    [Fact]
    public async Task Another_file_of_the_same_length_and_time_is_a_change()
    {
        using var merge = new MergeFixture();
        string file = merge.Headers[0].File,
            other = merge.Path("other");
        BoundPlan plan = merge.Plan() with { Stamps = [merge.Headers[0].Stamp!] };
        File.Copy(file, other);
        File.SetLastWriteTimeUtc(other, File.GetLastWriteTimeUtc(file));
        File.Move(other, file, overwrite: true);
        Assert.Equal("MDSL0706", (await merge.Fail(merge.Job(plan))).Id);
    }

    [Fact]
    public void A_file_that_is_replaced_in_the_middle_is_a_change_to_every_thread()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("a", new byte[1000]);
        DateTime time = File.GetLastWriteTimeUtc(path);
        var source = new SourceFile(FileSystem.OfSystem, path, 1000, null);
        using var first = new OrdinaryTransport(FileSystem.OfSystem);
        source.Read(first, new byte[10], 0);
        File.SetLastWriteTimeUtc(directory.Write("b", [.. Enumerable.Repeat((byte)1, 1000)]), time);
        File.Move(directory.Path("b"), path, overwrite: true);
        using var second = new OrdinaryTransport(FileSystem.OfSystem);
        Assert.Equal("MDSL0706", Assert.Single(Assert.Throws<MergeException>(() => source.Read(second, new byte[10], 0)).Diagnostics).Id);
        Assert.Throws<MergeException>(source.CheckUnchanged);
    }

    [Fact]
    public void Changes_while_it_is_read()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("a", new byte[1000]);
        var source = new SourceFile(FileSystem.OfSystem, path, 1000, null);
        source.CheckUnchanged();
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(10);
        byte[] bytes = new byte[100];
        Assert.Equal(
            "MDSL0706",
            Assert
                .Single(Assert.Throws<MergeException>(() => source.Read(new OrdinaryTransport(FileSystem.OfSystem), bytes, 0)).Diagnostics)
                .Id
        );
        Assert.Equal("MDSL0706", Assert.Single(Assert.Throws<MergeException>(source.CheckUnchanged).Diagnostics).Id);
    }

    [Fact]
    public void Another_file_of_the_same_name_is_a_change()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("a", new byte[1000]);
        var source = new SourceFile(FileSystem.OfSystem, path, 1000, null);
        File.Delete(path);
        Assert.Throws<MergeException>(source.CheckUnchanged);
        File.WriteAllBytes(path, new byte[999]);
        Assert.Throws<MergeException>(source.CheckUnchanged);
    }

    [Fact]
    public void Reading_past_the_end_names_the_file()
    {
        using var directory = new TemporaryDirectory();
        var source = new SourceFile(FileSystem.OfSystem, directory.Write("short.safetensors", new byte[10]), 0, null);
        byte[] bytes = new byte[100];
        foreach (
            FileTransport transport in new FileTransport[]
            {
                new OrdinaryTransport(FileSystem.OfSystem),
                new BoundedTransport(FileSystem.OfSystem),
            }
        )
        {
            if (transport is BoundedTransport && !LinuxCalls.IsSupported)
                continue;
            MergeDiagnostic fault = Assert.Single(Assert.Throws<MergeException>(() => source.Read(transport, bytes, 0)).Diagnostics);
            Assert.Equal("MDSL0705", fault.Id);
            Assert.Contains("short.safetensors", fault.Message, StringComparison.Ordinal);
        }
    }
}
