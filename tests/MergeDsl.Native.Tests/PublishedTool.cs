using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Native.Tests;

/// <summary>All tests of the published tool share it.</summary>
[CollectionDefinition(nameof(PublishedTool))]
public sealed class PublishedToolCollection : ICollectionFixture<PublishedTool>;

/// <summary>The tool, published once for all tests as the documentation says, and started through a link.</summary>
public sealed class PublishedTool : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    /// <summary>Publishes, where there is a native compiler.</summary>
    public PublishedTool()
    {
        if (NativeCompiler.Missing is not null)
            return;
        ProcessRun run = ProcessRun.Of(
            "dotnet",
            ["publish", "runtime/MergeDsl.Tool", "-c", "Release", "-o", scratch.Path("tool"), "-nologo", "-v", "quiet"],
            Repository.Root,
            ProcessRun.SdkEnvironment
        );
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        // A warning that is no error, of the linker or of the compilation ahead of time, is in the output.
        Assert.DoesNotContain("warning", run.Output, StringComparison.OrdinalIgnoreCase);
        Directory.CreateDirectory(scratch.Path("bin"));
        File.CreateSymbolicLink(Program, "../tool/mergedsl");
    }

    /// <summary>A link to the tool.</summary>
    public string Program => scratch.Path("bin", "mergedsl");

    /// <summary>A file of the published directory.</summary>
    public string Part(params string[] parts) => scratch.Path(["tool", .. parts]);

    /// <summary>Runs the tool.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="environment">Variables beside those of the tests.</param>
    /// <param name="args">The words.</param>
    public ProcessRun Run(string directory, IReadOnlyDictionary<string, string?> environment, params string[] args) =>
        ProcessRun.Of(Program, args, directory, environment);

    /// <summary>Deletes everything.</summary>
    public void Dispose() => scratch.Dispose();
}
