using System.Diagnostics;

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
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // What the test host sets for itself confuses the build of another project.
        foreach (string variable in (string[])["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH"]) start.Environment.Remove(variable);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
