using System.Reflection.PortableExecutable;
using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>The assemblies that a program with the package runs are compiled for its system already.</summary>
[Collection(nameof(PackedPackage))]
public sealed class PrecompiledTests(PackedPackage package)
{
    private const string Program = """
        using MergeDsl;

        Console.WriteLine(typeof(MergeApp).Assembly.Location);
        Console.WriteLine(typeof(MergePlan).Assembly.Location);
        """;

    [Theory]
    [InlineData("portable")]
    [InlineData("for-this-system", "--use-current-runtime")]
    public void They_hold_code_of_the_processor(string name, params string[] options)
    {
        string directory = package.Project(
            name,
            (
                "Program.csproj",
                PackedPackage.ProgramProject.Replace(
                    "</PropertyGroup>",
                    "<SelfContained>false</SelfContained></PropertyGroup>",
                    StringComparison.Ordinal
                )
            ),
            ("Program.cs", Program)
        );
        (int exitCode, string output) = package.Dotnet(directory, ["build", "-o", "out", "-nologo", "-v", "quiet", .. options]);
        Assert.True(exitCode == 0, output);
        (exitCode, output) = PackedPackage.Run("dotnet", directory, "exec", "out/Program.dll");
        Assert.True(exitCode == 0, output);
        string[] files = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(2, files.Length);
        foreach (string file in files)
        {
            using var assembly = new PEReader(File.OpenRead(file));
            Assert.True(assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0, file);
        }
    }
}
