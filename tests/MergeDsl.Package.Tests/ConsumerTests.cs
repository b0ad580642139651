using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>A user's project and program with the package.</summary>
public sealed class ConsumerTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="MergeDsl" Version="0.1.0" />
          </ItemGroup>
        </Project>
        """;

    private const string Program =
        """
        using MergeDsl;

        Model tiny = "tiny-mistral-32l";
        Passthrough definition = new()
        {
            DType = DType.BFloat16,
            Slices = [tiny.Layers[0..32], .. tiny.Layers[31..32].Scaled([("o_proj", 0), ("down_proj", 0), 1]).Repeated(8)],
        };
        MergeReport report = await MergePlan.Create(definition).RunAsync("merged", new MergeOptions { ModelsDirectory = args[0], Overwrite = true });
        Console.WriteLine($"{report.Files.Count} files");
        """;

    [Fact]
    public void A_project_builds_and_runs_a_merge()
    {
        string directory = package.Project("consumer", ("Consumer.csproj", Project), ("Program.cs", Program));
        (int exitCode, string output) = package.Dotnet(directory, "run", "-v", "quiet", "--", Repository.Path("samples", "checkpoints"));
        Assert.True(exitCode == 0, output);
        Assert.Contains("files", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(directory, "merged", "config.json")));
    }

    [Fact]
    public void A_file_based_program_runs_a_merge()
    {
        string directory = package.Project("program", ("merge.cs", "#:package MergeDsl@0.1.0\n#:property PublishAot=false\n" + Program));
        (int exitCode, string output) = package.Dotnet(directory, "run", "merge.cs", Repository.Path("samples", "checkpoints"));
        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Combine(directory, "merged", "config.json")));
    }

    [Fact]
    public void A_mistake_does_not_build()
    {
        string directory = package.Project("mistake", ("Consumer.csproj", Project), ("Program.cs", Program.Replace("Scaled", "Scald", StringComparison.Ordinal)));
        (int exitCode, string output) = package.Dotnet(directory, "build", "-v", "quiet", "-nologo");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Program.cs(7,", output, StringComparison.Ordinal);
        Assert.Contains("CS1061", output, StringComparison.Ordinal);
    }
}
