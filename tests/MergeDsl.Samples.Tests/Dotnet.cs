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
        ProcessRun run = ProcessRun.Of("dotnet", arguments, directory, ProcessRun.SdkEnvironment);
        return (run.ExitCode, run.Output + run.Error);
    }
}
