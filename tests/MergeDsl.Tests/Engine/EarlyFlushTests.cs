using System.Diagnostics;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Engine;

/// <summary>Files on their way to the disk while they are written.</summary>
public sealed class EarlyFlushTests
{
    [Fact]
    public void What_is_worth_a_flush_is_flushed_before_the_end()
    {
        using var directory = new TemporaryDirectory();
        byte[] piece = new byte[1 << 20];
        using var output = new OutputStream(FileSystem.OfSystem, directory.Path("out"), 40L * piece.Length);
        using var early = new EarlyFlush([output]);
        var transport = new OrdinaryTransport(FileSystem.OfSystem);
        for (int i = 0; i < 40; i++)
            output.Write(transport, piece, i * (long)piece.Length);
        var watch = Stopwatch.StartNew();
        while (output.Unflushed >= 32 << 20 && watch.Elapsed < TimeSpan.FromMinutes(1))
            Thread.Sleep(1);
        Assert.InRange(output.Unflushed, 0, (32 << 20) - 1);
    }
}
