using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>A user's project and program with the package.</summary>
[Collection(nameof(PackedPackage))]
public sealed class ConsumerTests(PackedPackage package)
{
    /// <summary>The arguments of sample 02, which is a tool for its merge.</summary>
    private static readonly string[] RunVerb =
    [
        "run",
        "--out",
        "../../artifacts/02-InterleavedExpansion",
        "--models-dir",
        "../checkpoints",
        "--overwrite",
    ];

    private const string Yaml =
        "merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources: [{model: tiny-mistral-32l, layer_range: [0, 32]}]\n";

    [Fact]
    public void A_project_is_planned_by_the_compiler_and_runs()
    {
        string directory = package.Project(
            "samples/consumer",
            [("Consumer.csproj", PackedPackage.ProgramProject), .. Sample("02-InterleavedExpansion")]
        );
        LinkCheckpoints(directory);
        (int exitCode, string output) = package.Dotnet(
            directory,
            ["run", "-v", "quiet", "-p:EmitCompilerGeneratedFiles=true", "--", .. RunVerb]
        );
        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Combine(directory, "..", "..", "artifacts", "02-InterleavedExpansion", "config.json")));
        string generated = string.Concat(
            Directory.GetFiles(Path.Combine(directory, "obj"), "*.Plan.g.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
        );
        Assert.Contains("file static class", generated, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_planned_by_the_compiler_and_runs()
    {
        // Ahead of time it would be compiled with a package that is not of this repository.
        (string File, string Text)[] files =
        [
            .. Sample("06-FileBasedProgram")
                .Where(file => !file.File.EndsWith(".json", StringComparison.Ordinal))
                .Select(file => file.File == "merge.cs" ? (file.File, "#:property PublishAot=false\n" + file.Text) : file),
        ];
        string directory = package.Project("programs/one", files);
        LinkCheckpoints(directory);
        (int exitCode, string output) = package.Dotnet(directory, "run", "merge.cs", Repository.Path("samples", "checkpoints"), "merged");
        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Combine(directory, "merged", "config.json")));
    }

    [Fact]
    public void A_mistake_does_not_build()
    {
        string directory = package.Project("mistake", [("Consumer.csproj", PackedPackage.LibraryProject), .. Sample("03-TwoVocabularies")]);
        (string[] errors, string output) = Errors(directory);
        // Both are said: here, too, the warning is none that fails the build.
        Assert.Contains("error MDSL0306: ", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Contains("warning MDSL0618: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_yaml_file_is_read_by_the_compiler()
    {
        string directory = package.Project(
            "yaml",
            [
                ("Consumer.csproj", PackedPackage.LibraryProject),
                ("Use.cs", "using MergeDsl;\npublic static class Use\n{\n    public static MergePlan Plan => Merges.Whole.Plan;\n}\n"),
                ("whole.merge.yml", Yaml),
            ]
        );
        (int exitCode, string output) = package.Dotnet(directory, "build", "-v", "quiet", "-nologo");
        Assert.True(exitCode == 0, output);

        File.WriteAllText(Path.Combine(directory, "whole.merge.yml"), Yaml.Replace("passthrough", "passthru", StringComparison.Ordinal));
        (string[] errors, output) = Errors(directory);
        Assert.True(errors is [var error] && error.Contains("whole.merge.yml(1,15): error MDSL0101: ", StringComparison.Ordinal), output);
    }

    [Fact]
    public void A_compiler_that_is_too_old_is_said()
    {
        string directory = package.Project("old", ("Consumer.csproj", PackedPackage.LibraryProject), ("Empty.cs", "// nothing\n"));
        (string[] errors, string output) = Errors(directory, "-p:NETCoreSdkVersion=9.0.305-preview.1");
        Assert.True(
            errors is [var error]
                && error.Contains(
                    "MergeDsl needs the .NET SDK 10.0.100 or newer (C# 14); this is 9.0.305-preview.1.",
                    StringComparison.Ordinal
                ),
            output
        );
    }

    [Fact]
    public void A_trimmed_program_merges_without_warnings()
    {
        string project = PackedPackage.ProgramProject.Replace(
            "<OutputType>",
            "<PublishTrimmed>true</PublishTrimmed><IsAotCompatible>true</IsAotCompatible><TrimmerSingleWarn>false</TrimmerSingleWarn><OutputType>",
            StringComparison.Ordinal
        );
        string directory = package.Project(
            "trimmed/app",
            [("Consumer.csproj", project), ("whole.merge.yml", Yaml), .. Sample("02-InterleavedExpansion")]
        );
        (int exitCode, string output) = package.Dotnet(
            directory,
            "publish",
            "-v",
            "quiet",
            "-nologo",
            "--use-current-runtime",
            "-o",
            "../published"
        );
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
        LinkCheckpoints(directory);
        (exitCode, output) = PackedPackage.Run(Path.Combine(directory, "..", "published", "Consumer"), directory, RunVerb);
        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Combine(directory, "..", "..", "artifacts", "02-InterleavedExpansion", "config.json")));
    }

    private (string[] Errors, string Output) Errors(string directory, params string[] arguments)
    {
        (int exitCode, string output) = package.Dotnet(directory, ["build", "-v", "quiet", "-nologo", .. arguments]);
        Assert.True(exitCode != 0, output);
        return (
            [.. output.Split('\n').Where(line => line.Contains("error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct()],
            output
        );
    }

    private static void LinkCheckpoints(string directory) =>
        Directory.CreateSymbolicLink(Path.Combine(directory, "..", "checkpoints"), Repository.Path("samples", "checkpoints"));

    /// <summary>The sources of a sample, with the manifests that the samples share beside them.</summary>
    private static IEnumerable<(string File, string Text)> Sample(string name) =>
        Directory
            .GetFiles(Repository.Path("samples", name), "*.cs")
            .Concat(Directory.GetFiles(Repository.Path("samples", "checkpoints"), "*.checkpoint.json"))
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path)));
}
