using System.Security.Cryptography;
using System.Text.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Tests.Samples;

/// <summary>Sample 01 as a user runs it.</summary>
public class BlockExpansionTests
{
    [Fact]
    public void It_writes_the_file_that_the_reference_writes_and_shows_that_nothing_changed()
    {
        string output = Repository.Path("artifacts", "01-BlockExpansion");
        Run();

        // The second run replaces what the first one wrote.
        string[] lines = Run().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("40 layers compute the same function as 32, bit for bit.", lines[^1]);
        Assert.Equal(
            2,
            lines.Count(line => line.StartsWith("continuation  quiet book at the market. The otter asked", StringComparison.Ordinal))
        );

        using JsonDocument expected = JsonDocument.Parse(
            File.ReadAllBytes(Repository.Path("samples", "checkpoints", "tiny-mistral-32l", "expected.json"))
        );
        using FileStream weights = File.OpenRead(Path.Combine(output, "model.safetensors"));
        Assert.Equal(
            expected.RootElement.GetProperty("seed_merge").GetProperty("sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(weights))
        );
    }

    private static string Run()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        ProcessRun run = ProcessRun.Of(
            "dotnet",
            ["run", "--no-build", "--configuration", configuration, "--project", Repository.Path("samples", "01-BlockExpansion")],
            Path.GetTempPath()
        );
        Assert.True(run.ExitCode == 0, run.ToString());
        return run.Output;
    }
}
