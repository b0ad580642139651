using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>Programs that need the package, read by the tool: the SDK builds them, as it does for the user.</summary>
[Collection(nameof(PackedPackage))]
public sealed class ToolTests(PackedPackage package)
{
    private const string Merge = """
        [Merge]
        static partial class Shorter
        {
            static readonly Model Tiny = "tiny-mistral-32l";

            public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..Depth.Half], Tiny.Layers[31..32].Scaled([("mlp", 0.5), 1])] };
        }
        """;

    private const string Depth = "public static class Depth\n{\n    public const int Half = 16;\n}\n";

    [Fact]
    public void A_project_becomes_yaml()
    {
        string directory = package.Project(
            "converted",
            ("Merges.csproj", PackedPackage.LibraryProject),
            ("Shorter.cs", "using MergeDsl;\n\n" + Merge),
            ("Depth.cs", Depth)
        );
        AssertConverts(directory, "Merges.csproj");
        AssertConverts(directory, ".");

        File.WriteAllText(
            Path.Combine(directory, "Shorter.cs"),
            "using MergeDsl;\n\n" + Merge.Replace("0.5", "half", StringComparison.Ordinal)
        );
        (int exitCode, string output) = Tool(directory, "convert", "Merges.csproj", "-o", "wrong.yml");
        Assert.True((exitCode, File.Exists(Path.Combine(directory, "wrong.yml"))) == (1, false), output);
        Assert.StartsWith("Shorter.cs(8,151): error CS0103: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_names_what_it_needs_becomes_yaml()
    {
        // Ahead of time it would be compiled with a package that is not of this repository.
        const string Directives = "#:package MergeDsl@0.1.0\n#:property PublishAot=false\n";
        const string Program = "using MergeDsl;\n\nConsole.WriteLine(Shorter.Plan.Hash);\n\n" + Merge;
        string directory = package.Project("converted-file", ("alone.cs", Directives + Program + "\n" + Depth));
        AssertConverts(directory, "alone.cs");

        // Beside the file and not below it: what lies in the directory of a project is the project's.
        string library = package.Project("converted-library", ("Depths.csproj", PackedPackage.LibraryProject), ("Depth.cs", Depth));
        File.WriteAllText(Path.Combine(directory, "with project.cs"), Directives + $"#:project ../{Path.GetFileName(library)}\n" + Program);
        AssertConverts(directory, "with project.cs");
    }

    /// <summary>The YAML means what the program means.</summary>
    private void AssertConverts(string directory, string program)
    {
        (int exitCode, string output) = Tool(directory, "convert", program, "-o", "merge.yml");
        Assert.True((exitCode, output) == (0, ""), output);
        string yaml = File.ReadAllText(Path.Combine(directory, "merge.yml"));
        Assert.Contains("layer_range: [0, 16]", yaml, StringComparison.Ordinal);
        File.Delete(Path.Combine(directory, "merge.yml"));
        (exitCode, output) = Tool(directory, "convert", program);
        Assert.Equal((0, yaml), (exitCode, output));
    }

    private (int ExitCode, string Output) Tool(string directory, params string[] arguments) =>
        package.Dotnet(directory, ["exec", Path.Combine(AppContext.BaseDirectory, "MergeDsl.Tool.dll"), .. arguments]);
}
