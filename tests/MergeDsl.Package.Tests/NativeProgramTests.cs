using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Package.Tests;

/// <summary>A program with the package, compiled ahead of time and trimmed: without a warning, and it merges.</summary>
[Collection(nameof(PackedPackage))]
public sealed class NativeProgramTests(PackedPackage package)
{
    private const string Program = """
        using MergeDsl;

        return await MergeApp.RunAsync(args, Longer.Plan, Softer.Plan);

        [Merge]
        static partial class Longer
        {
            static readonly Model Tiny = "m";

            public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..4], .. Tiny.Layers[3..4].Transparent().Repeated(2)] };
        }

        [Merge]
        static partial class Softer
        {
            public static Halved Definition => new() { DType = DType.BFloat16, Models = [new("m")], Factor = 0.5 };
        }

        /// <summary>A method of the program's own.</summary>
        [MergeMethod("halved", MaximumInputs = 1)]
        public sealed partial record Halved
        {
            /// <summary>The factor.</summary>
            [MergeParameter(ParameterScope.Merge)]
            public partial Setting<double>? Factor { get; init; }

            private static partial void Compute(MergeBlock block, Values values)
            {
                for (int i = 0; i < block.Output.Length; i++)
                    block.Output[i] = block[0][i] * (float)values.Factor;
            }
        }
        """;

    [NativeTheory]
    [InlineData("native", "PublishAot")]
    [InlineData("trimmed", "PublishTrimmed")]
    public void It_publishes_without_a_warning_and_runs(string name, string property)
    {
        string directory = package.Project(
            name,
            (
                "Program.csproj",
                PackedPackage.ProgramProject.Replace(
                    "<ImplicitUsings>",
                    $"<{property}>true</{property}><CppCompilerAndLinker>gcc</CppCompilerAndLinker><TrimmerSingleWarn>false</TrimmerSingleWarn><ImplicitUsings>",
                    StringComparison.Ordinal
                )
            ),
            ("Program.cs", Program)
        );
        TinyCheckpoint.Mistral(layers: 4).Write(Path.Combine(directory, "m"));
        (int exitCode, string output) = package.Dotnet(
            directory,
            "publish",
            "--use-current-runtime",
            "-o",
            "out",
            "-nologo",
            "-v",
            "quiet"
        );
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
        (exitCode, output) = PackedPackage.Run(Path.Combine(directory, "out", "Program"), directory, "run", "merged", "--merge", "Longer");
        Assert.True(exitCode == 0, output);
        Assert.Contains("6 layers", output, StringComparison.Ordinal);
        (exitCode, output) = PackedPackage.Run(Path.Combine(directory, "out", "Program"), directory, "run", "halved", "--merge", "Softer");
        Assert.True(exitCode == 0, output);
    }
}
