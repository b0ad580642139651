using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Native.Tests;

/// <summary>The reference's results with the published tool, to the byte, whatever instructions it uses.</summary>
[Collection(nameof(PublishedTool))]
public sealed class GoldenTests(PublishedTool tool)
{
    private static readonly string[] Groups = ["passthrough", "method", "modules", "chain"];

    private static readonly Dictionary<string, string?> All = new() { ["DOTNET_EnableAVX2"] = null },
        WithoutAvx2 = new() { ["DOTNET_EnableAVX2"] = "0" },
        WithoutAvx512 = new() { ["DOTNET_EnableAVX512"] = "0" };

    [GoldenFact]
    public void With_the_image_for_this_processor() => AssertGoldens(tool.Program, [], All);

    [GoldenFact]
    public void With_the_first_image_which_uses_no_AVX2() => AssertGoldens(tool.Program, [], WithoutAvx2);

    /// <summary>The host compiles while it runs, for all that the processor has.</summary>
    [GoldenFact(NeedsAvx512 = true)]
    public void With_the_host_and_AVX_512() => AssertGoldens("dotnet", ["exec", tool.Part("host", "MergeDsl.Tool.dll")], All, every: 4);

    [GoldenFact]
    public void With_the_host_without_AVX_512() =>
        AssertGoldens("dotnet", ["exec", tool.Part("host", "MergeDsl.Tool.dll")], WithoutAvx512, every: 4);

    [GoldenFact]
    public void With_the_host_without_AVX2() =>
        AssertGoldens("dotnet", ["exec", tool.Part("host", "MergeDsl.Tool.dll")], WithoutAvx2, every: 4);

    /// <summary>Runs the cases; of the host only some, for in the process of the tests all of them run.</summary>
    private static void AssertGoldens(string program, string[] before, Dictionary<string, string?> environment, int every = 1)
    {
        string[] cases = [.. GoldenData.Cases(Groups.Contains).Where((_, index) => index % every == 0)];
        Assert.NotEmpty(cases);
        string[] wrong = [.. cases.AsParallel().AsOrdered().Select(name => Fault(name, program, before, environment)).OfType<string>()];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    private static string? Fault(string name, string program, string[] before, Dictionary<string, string?> environment)
    {
        using var scratch = new ScratchDirectory();
        JsonElement description = GoldenData.Description(name);
        string[] flags = [.. description.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)];
        int size = Array.IndexOf(flags, "--out-shard-size");
        List<string> args =
        [
            .. before,
            "run",
            Path.Combine(GoldenData.Case(name), "merge.yml"),
            scratch.Path("out"),
            "--models-dir",
            GoldenData.Models,
            "-q",
        ];
        if (size >= 0)
            args.AddRange(["--shard-size", flags[size + 1]]);
        if (description.GetProperty("seed") is { ValueKind: JsonValueKind.Number } seed)
            args.AddRange(["--seed", seed.GetRawText()]);
        ProcessRun run = ProcessRun.Of(program, args, scratch.Root, environment);
        if (run.ExitCode != 0)
            return $"{name}: {run.Error}";
        ProcessRun compared = ProcessRun.Of(
            "python3",
            [SharedData.Path("tools", "compare-golden"), GoldenData.Case(name), scratch.Path("out"), GoldenData.Models]
        );
        string difference = (compared.Output + compared.Error).Trim();
        return difference == "equal" ? null : $"{name}: {difference}";
    }

    /// <summary>A test that needs the reference data and a native compiler.</summary>
    private sealed class GoldenFactAttribute : FactAttribute
    {
        private bool needsAvx512;

        public GoldenFactAttribute() =>
            Skip = NativeCompiler.Missing ?? (SharedData.Root is null ? "needs the reference data beside the checkout" : null);

        /// <summary>Indicates whether the processor must have AVX-512.</summary>
        public bool NeedsAvx512
        {
            get => needsAvx512;
            set
            {
                needsAvx512 = value;
                if (value && !Avx512F.IsSupported)
                    Skip ??= "needs a processor with AVX-512";
            }
        }
    }
}
