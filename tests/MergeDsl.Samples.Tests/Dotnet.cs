using MergeDsl.Testing;

namespace MergeDsl.Samples.Tests;

/// <summary>The dotnet command.</summary>
internal static class Dotnet
{
    /// <summary>The configuration that the tests, and so the samples, are built in.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Analyzers run, whatever the build around the tests leaves out.</summary>
    public const string Analyzers = "-p:RunAnalyzersDuringBuild=true";

    public static (int ExitCode, string Output) Run(string directory, params string[] arguments)
    {
        ProcessRun run = ProcessRun.Of("dotnet", arguments, directory, new Dictionary<string, string?>
        {
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            // What the test host sets for itself confuses the build of another project.
            ["MSBuildSDKsPath"] = null,
            ["MSBuildExtensionsPath"] = null,
            ["MSBUILD_EXE_PATH"] = null,
        });
        return (run.ExitCode, run.Output + run.Error);
    }
}
