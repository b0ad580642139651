using System.Diagnostics;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>All tests of the package share it.</summary>
[CollectionDefinition(nameof(PackedPackage))]
public sealed class PackedPackageCollection : ICollectionFixture<PackedPackage>;

/// <summary>The package, packed once for all tests into a feed of its own.</summary>
public sealed class PackedPackage : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    /// <summary>Packs.</summary>
    public PackedPackage()
    {
        (int exitCode, string output) = Dotnet(Repository.Root, "pack", "runtime/MergeDsl", "-c", "Release", "-o", Feed, "-nologo", "-v", "quiet");
        Assert.True(exitCode == 0, output);
    }

    /// <summary>The directory with the package.</summary>
    public string Feed => scratch.Path("feed");

    /// <summary>Makes a project of a user in a directory of its own, with its own package cache.</summary>
    public string Project(string name, params (string File, string Text)[] files)
    {
        string directory = scratch.Path(name);
        Directory.CreateDirectory(directory);
        // Nothing of this repository may reach in: a user has none of it.
        File.WriteAllText(Path.Combine(directory, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(directory, "Directory.Build.targets"), "<Project />");
        File.WriteAllText(Path.Combine(directory, "nuget.config"), $"<configuration><packageSources><add key=\"packed\" value=\"{Feed}\" /></packageSources></configuration>");
        foreach ((string file, string text) in files) File.WriteAllText(Path.Combine(directory, file), text);
        return directory;
    }

    /// <summary>Runs dotnet in a directory.</summary>
    public (int ExitCode, string Output) Dotnet(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments);
        if (directory != Repository.Root) start.Environment["NUGET_PACKAGES"] = scratch.Path("packages");
        return Run(start, directory);
    }

    /// <summary>Runs a program in a directory.</summary>
    public static (int ExitCode, string Output) Run(string program, string directory, params string[] arguments) => Run(new ProcessStartInfo(program, arguments), directory);

    private static (int ExitCode, string Output) Run(ProcessStartInfo start, string directory)
    {
        start.WorkingDirectory = directory;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // What the test host sets for itself confuses the build of another project.
        foreach (string variable in (string[])["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH"]) start.Environment.Remove(variable);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>Deletes everything.</summary>
    public void Dispose() => scratch.Dispose();
}
