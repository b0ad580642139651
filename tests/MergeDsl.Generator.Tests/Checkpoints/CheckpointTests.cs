using System.Diagnostics;
using Xunit;

namespace MergeDsl.Generator.Tests.Checkpoints;

/// <summary>Typed checkpoints: one member for every module, whose text matches that module only.</summary>
public class CheckpointTests
{
    public static TheoryData<string> Kinds => ["mistral", "gpt2", "moe"];

    private static Manifest Of(string kind) =>
        kind switch
        {
            "gpt2" => TestManifests.Gpt2("org/gpt"),
            "moe" => TestManifests.Moe("org/moe"),
            _ => TestManifests.Mistral("org/mistral"),
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_checkpoint_class_reads_well(string kind) =>
        await VerifyXunit
            .Verifier.Verify(Generator.Checkpoints.CheckpointSource.Write(new("Model7B", "Demo", "", []), Of(kind)))
            .UseParameters(kind);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_filter_matches_its_module_and_nothing_else(string kind)
    {
        Manifest manifest = Of(kind);
        string[] names = [.. manifest.AllTensors().Select(tensor => tensor.Name)];
        foreach (CheckpointMember member in CheckpointMembers.Of(manifest, "X").Members)
        {
            var module = new System.Text.RegularExpressions.Regex(
                "^"
                    + System.Text.RegularExpressions.Regex.Escape(member.Module).Replace("\\{}", "[0-9]+", StringComparison.Ordinal)
                    + @"(\.|$)"
            );
            Assert.Equal(
                names.Where(name => module.IsMatch(name)),
                names.Where(name => name.Contains(member.Filter, StringComparison.Ordinal))
            );
        }
    }

    [Fact]
    public void Members_of_a_checkpoint_are_typed()
    {
        ProjectResult result = new TestProject()
            .Checkpoint("gpt", TestManifests.Gpt2("org/gpt"))
            .Source(
                """
                [Checkpoint("gpt.checkpoint.json")] public static partial class Gpt;
                public static class Use
                {
                    public const int Count = Gpt.LayerCount;
                    public const DType Written = Gpt.DType;
                    public const string Hash = Gpt.HeaderHash;
                    public static Filter[] Filters => [Gpt.AttnCProj, Gpt.MlpCProj, Gpt.Wte, Gpt.Ln1];
                    public static LayerRange Last => Gpt.Layers[^1..];
                    public static Model Model => Gpt.Model;
                }
                """
            )
            .Run();
        Assert.Empty(result.Diagnostics());
        Type use = result.Load().GetType("Use", throwOnError: true)!;
        Assert.Equal((Model)"org/gpt", use.GetProperty("Model")!.GetValue(null));
        Assert.Equal(
            ["attn.c_proj", "mlp.c_proj", "wte", "ln_1"],
            ((Filter[])use.GetProperty("Filters")!.GetValue(null)!).Select(filter => filter.Text)
        );
    }

    [Fact]
    public void A_manifest_of_94000_tensors_stays_cheap()
    {
        Manifest manifest = TestManifests.Moe("org/huge", layers: 62, experts: 500);
        Assert.True(manifest.AllTensors().Count() > 93_000);
        var watch = Stopwatch.StartNew();
        string text = Generator.Checkpoints.CheckpointSource.Write(new("Huge", "", "", []), manifest);
        Assert.True(watch.ElapsedMilliseconds < 2000, $"{watch.ElapsedMilliseconds} ms");
        Assert.True(text.Length < 10_000);
    }
}
