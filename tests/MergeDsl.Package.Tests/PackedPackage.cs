using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>All tests of the package share it.</summary>
[CollectionDefinition(nameof(PackedPackage))]
public sealed class PackedPackageCollection : ICollectionFixture<PackedPackage>;

/// <summary>The package, packed once for all tests into a feed of its own.</summary>
public sealed class PackedPackage : IDisposable
{
    /// <summary>The project of a program with the package.</summary>
    public const string ProgramProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <WarningsNotAsErrors>MDSL0618</WarningsNotAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="MergeDsl" Version="0.1.0" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>The project of a library with the package.</summary>
    public static readonly string LibraryProject = ProgramProject.Replace("<OutputType>Exe</OutputType>", "", StringComparison.Ordinal);

    private readonly ScratchDirectory scratch = new();

    /// <summary>Packs.</summary>
    public PackedPackage()
    {
        (int exitCode, string output) = Dotnet(
            Repository.Root,
            "pack",
            "runtime/MergeDsl",
            "-c",
            "Release",
            "-o",
            Feed,
            "-nologo",
            "-v",
            "quiet"
        );
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
        File.WriteAllText(
            Path.Combine(directory, "nuget.config"),
            $"<configuration><packageSources><add key=\"packed\" value=\"{Feed}\" /></packageSources></configuration>"
        );
        foreach ((string file, string text) in files)
            File.WriteAllText(Path.Combine(directory, file), text);
        return directory;
    }

    /// <summary>Runs dotnet in a directory.</summary>
    public (int ExitCode, string Output) Dotnet(string directory, params string[] arguments)
    {
        Dictionary<string, string?> environment = new(ProcessRun.SdkEnvironment);
        if (directory != Repository.Root)
            environment["NUGET_PACKAGES"] = scratch.Path("packages");
        return Run("dotnet", arguments, directory, environment);
    }

    /// <summary>Runs a program in a directory.</summary>
    public static (int ExitCode, string Output) Run(string program, string directory, params string[] arguments) =>
        Run(program, arguments, directory, ProcessRun.SdkEnvironment);

    private static (int ExitCode, string Output) Run(
        string program,
        string[] arguments,
        string directory,
        IReadOnlyDictionary<string, string?> environment
    )
    {
        ProcessRun run = ProcessRun.Of(program, arguments, directory, environment);
        return (run.ExitCode, run.Output + run.Error);
    }

    /// <summary>Deletes everything.</summary>
    public void Dispose() => scratch.Dispose();
}
