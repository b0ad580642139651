using MergeDsl.Testing;
using VerifyXunit;
using Xunit;

namespace MergeDsl.Tests.Testing;

/// <summary>Snapshots as only the helper has them; it is compiled only beside it.</summary>
public class VerifierDifferenceTests
{
    [Fact]
    public async Task A_difference_is_shown_and_written()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("Some.Test.verified.txt", "\uFEFFone\r\ntwo\r\nthree\r\n");
        string source = directory.Path("Some.cs");
        await Verifier.Verify("one\ntwo\nthree\n", "txt", source, "Test");
        await Verifier.Verify("one\ntwo\nthree", "txt", source, "Test");
        await Assert.ThrowsAsync<VerifyException>(async () => await Verifier.Verify("one\ntwo\nthree\n\n", "txt", source, "Test"));

        VerifyException difference = await Assert.ThrowsAsync<VerifyException>(async () =>
            await Verifier.Verify("one\n2\nthree", "txt", source, "Test")
        );
        Assert.Contains("  one\n- two\n+ 2\n  three\n", difference.Message);
        Assert.Equal("one\n2\nthree", File.ReadAllText(directory.Path("Some.Test.received.txt")));

        await Verifier.Verify("one\ntwo\nthree", "txt", source, "Test");
        Assert.False(File.Exists(directory.Path("Some.Test.received.txt")));
        await Assert.ThrowsAsync<VerifyException>(async () => await Verifier.Verify("new", "txt", source, "Other"));
    }
}
