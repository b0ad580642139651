using VerifyXunit;
using Xunit;

namespace MergeDsl.Tests.Testing;

/// <summary>Snapshots as both have them, the helper and Verify.</summary>
public class VerifierTests
{
    [Theory]
    [InlineData("a:b", 2)]
    public async Task A_snapshot_lies_beside_its_test(string name, int count) =>
        await Verifier.Verify($"{name} {count}\nanother line\n").UseParameters(name, count);
}
