using System.Text.Json;
using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Native.Tests;

/// <summary>Merges in C# with the published tool, whose images cannot load them.</summary>
[Collection(nameof(PublishedTool))]
public sealed class HostTests(PublishedTool tool)
{
    private const string Merge = """
        using MergeDsl;

        [Merge]
        public static partial class Longer
        {
            static readonly Model M = "m";

            public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [M.Layers[0..2], .. M.Layers[1..2].Repeated(COUNT)] };
        }
        """;

    private static readonly Dictionary<string, string?> WithoutDotnet = new() { ["PATH"] = "/nowhere", ["DOTNET_ROOT"] = null };

    [NativeFact]
    public void A_file_is_the_same_merge_as_its_yaml()
    {
        using var directory = Good(repeated: 1);
        ProcessRun converted = Run(directory, "convert", "Merge.cs", "-o", "merge.yml");
        Assert.True(converted is { ExitCode: 0, Output: "" }, converted.ToString());
        Assert.Equal(0, Run(directory, "run", "Merge.cs", "of-file", "-q").ExitCode);
        // YAML, inspect and manifest need no .NET.
        Assert.Equal(0, tool.Run(directory, WithoutDotnet, "run", "merge.yml", "of-yaml", "-q").ExitCode);
        foreach (string name in (string[])["model.safetensors", "config.json"])
            Assert.Equal(File.ReadAllBytes(directory.Path("of-file", name)), File.ReadAllBytes(directory.Path("of-yaml", name)));
        Assert.Equal(0, tool.Run(directory, WithoutDotnet, "inspect", "m").ExitCode);
        Assert.Equal(0, tool.Run(directory, WithoutDotnet, "manifest", "m", "-o", "m.checkpoint.json").ExitCode);
        Assert.Equal(0, tool.Run(directory, WithoutDotnet, "convert", "merge.yml", "-o", "Again.cs").ExitCode);

        // Exit codes and JSON are the host's.
        File.WriteAllText(directory.Path("Merge.cs"), Text(repeated: 1).Replace("0..2", "0..9", StringComparison.Ordinal));
        ProcessRun wrong = Run(directory, "plan", "Merge.cs", "--json");
        Assert.Equal(1, wrong.ExitCode);
        using var json = JsonDocument.Parse(wrong.Output);
        Assert.Equal("MDSL0301", json.RootElement.GetProperty("diagnostics")[0].GetProperty("id").GetString());
        // A word that is wrong needs no host to be said.
        Assert.Equal(2, tool.Run(directory, WithoutDotnet, "plan", "Merge.cs", "--jsn").ExitCode);
    }

    [NativeFact]
    public void Missing_parts_are_told()
    {
        using var directory = Good(repeated: 1);
        AssertMissing("the command dotnet is neither on PATH nor in DOTNET_ROOT; install the SDK", WithoutDotnet);
        // An installation with a runtime and no SDK.
        directory.Write("dotnet/dotnet", "");
        Assert.Equal(0, ProcessRun.Of("chmod", ["+x", directory.Path("dotnet", "dotnet")]).ExitCode);
        Directory.CreateDirectory(directory.Path("dotnet", "host", "fxr"));
        Dictionary<string, string?> partial = new() { ["PATH"] = directory.Path("dotnet") };
        AssertMissing("' has no runtime of .NET 10 or newer; install the SDK", partial);
        Directory.CreateDirectory(directory.Path("dotnet", "shared", "Microsoft.NETCore.App", "10.0.0"));
        Directory.CreateDirectory(directory.Path("dotnet", "sdk", "9.0.300"));
        AssertMissing("' has no SDK of .NET 10 or newer; install the SDK", partial);

        // A tool without its host.
        File.Copy(tool.Part("mergedsl"), directory.Path("mergedsl"));
        ProcessRun alone = ProcessRun.Of(directory.Path("mergedsl"), ["plan", "Merge.cs"], directory);
        Assert.Equal(3, alone.ExitCode);
        Assert.Contains("error MDSL0712: cannot read 'Merge.cs': host/MergeDsl.Tool.dll is not beside mergedsl", alone.Error);

        void AssertMissing(string reason, Dictionary<string, string?> environment)
        {
            ProcessRun run = tool.Run(directory, environment, "plan", "Merge.cs");
            Assert.Equal(3, run.ExitCode);
            Assert.StartsWith(
                "Merge.cs(1,1): error MDSL0712: 'Merge.cs' is C#, which .NET reads, and ",
                run.Error,
                StringComparison.Ordinal
            );
            Assert.Contains(reason, run.Error);
            run = tool.Run(directory, environment, "plan", "Merge.cs", "--json");
            using var json = JsonDocument.Parse(run.Output);
            Assert.Equal("MDSL0712", json.RootElement.GetProperty("diagnostics")[0].GetProperty("id").GetString());
        }
    }

    [NativeTheory]
    [InlineData("INT", "Merge.cs")]
    [InlineData("TERM", "Merge.cs")]
    [InlineData("TERM", "merge.yml")]
    public void A_signal_ends_a_merge_and_nothing_is_left(string signal, string merge)
    {
        using var directory = Good(repeated: 200, hidden: 768);
        Assert.Equal(0, Run(directory, "convert", "Merge.cs", "-o", "merge.yml").ExitCode);
        // The shell lets programs in the background ignore Ctrl-C.
        string script = $"""
            (exec env --default-signal=INT '{tool.Program}' run {merge} new/out) & p=$!
            while ! ls new/.out.mergedsl-*/model.safetensors > /dev/null 2>&1; do kill -0 $p 2> /dev/null || exit 99; sleep 0.01; done
            kill -{signal} $p
            wait $p
            """;
        ProcessRun run = ProcessRun.Of("sh", ["-c", script], directory);
        Assert.True(run.ExitCode == 130, run.ToString());
        Assert.Contains("mergedsl: cancelled; nothing was left behind", run.Error);
        Assert.False(Directory.Exists(directory.Path("new")));
    }

    private static string Text(int repeated) =>
        Merge.Replace("COUNT", repeated.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static TemporaryDirectory Good(int repeated, int hidden = 8)
    {
        var directory = new TemporaryDirectory();
        TinyCheckpoint.Mistral(layers: 2, hidden: hidden).Write(directory.Path("m"));
        directory.Write("Merge.cs", Text(repeated));
        return directory;
    }

    private ProcessRun Run(string directory, params string[] args) => tool.Run(directory, ProcessRun.SdkEnvironment, args);
}
