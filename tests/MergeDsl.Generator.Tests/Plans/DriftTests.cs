using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Generator.Tests.Plans;

/// <summary>A plan of the compiler is bound to the checkpoints that the compiler knew, or it says how they differ.</summary>
public sealed class DriftTests : IDisposable
{
    private const string Source = """
        [Checkpoint("tiny.checkpoint.json")] public static partial class Tiny;
        [Merge] public static partial class M { public static Passthrough Definition => new() { DType = DType.BFloat16, Slices = [Tiny.Layers[0..4], ((Model)"tiny/").Layers[3..4].Transparent()] }; }
        [Merge] public static partial class Chained { public static Linear Definition => new() { DType = DType.BFloat16, Weight = 1, Models = [M.Plan] }; }
        public static class Yaml { public static MergePlan Plan => Merges.Plain.Plan; }
        """;

    private const string Plain =
        "merge_method: passthrough\ndtype: bfloat16\nslices:\n- sources:\n  - {model: tiny, layer_range: [0, 4]}\n";

    private const string Pair =
        "name: first\n"
        + Plain
        + "---\nmerge_method: linear\ndtype: bfloat16\nmodels:\n- {model: first, parameters: {weight: 1}}\n- {model: tiny, parameters: {weight: 1}}\n";

    private readonly ScratchDirectory scratch = new();
    private readonly Manifest manifest;
    private readonly System.Reflection.Assembly assembly;

    public DriftTests()
    {
        manifest = GoldenManifests.Of(TinyCheckpoint.Mistral().Write(scratch.Path("as-it-was", "tiny")), "tiny")!;
        assembly = new TestProject()
            .Checkpoint("tiny", manifest)
            .File("plain.merge.yml", Plain)
            .File("pair.merge.yml", Pair)
            .Source(Source + " public static class Pair { public static MergePlan Plan => Merges.Pair.Plan; }")
            .Run()
            .Load();
    }

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("M")]
    [InlineData("Yaml")]
    public async Task A_checkpoint_that_is_the_same_is_bound(string type)
    {
        TinyCheckpoint.Mistral(seed: 7).Shards(3).Write(scratch.Path("resharded", "tiny"));
        Assert.Equal(manifest.HeaderHash, Assert.Single(assembly.PlanOf(type).Checkpoints).HeaderHash);
        await assembly.PlanOf(type).BindAsync(scratch.Path("as-it-was"));
        await assembly.PlanOf(type).BindAsync(scratch.Path("resharded"));
    }

    [Theory]
    [InlineData("M", "slices[0].sources[0].model")]
    [InlineData("Yaml", "slices[0].sources[0].model")]
    [InlineData("Chained", "slices[0].sources[0].model")]
    public async Task A_checkpoint_of_other_tensors_is_an_error(string type, string path)
    {
        string drifted = GoldenManifests
            .Of(TinyCheckpoint.Mistral(dtype: TensorDType.F16).Write(scratch.Path("drifted", "tiny")), "tiny")!
            .HeaderHash;
        MergeException thrown = await Assert.ThrowsAsync<MergeException>(() => assembly.PlanOf(type).BindAsync(scratch.Path("drifted")));
        MergeDiagnostic diagnostic = Assert.Single(thrown.Diagnostics);
        Assert.Equal(("MDSL0508", path), (diagnostic.Id, diagnostic.Path.Text));
        Assert.Equal(
            $"'tiny' in '{scratch.Path("drifted", "tiny")}' has other tensors than its manifest says: the hash of their names, dtypes and shapes is {drifted[..12]}..., not {manifest.HeaderHash[..12]}...; make the manifest and the plan again, or use the model that it was made from",
            diagnostic.Message
        );
    }

    [Fact]
    public void Every_merge_of_a_chain_knows_its_own_checkpoints()
    {
        Assert.Empty(assembly.PlanOf("Chained").Checkpoints);
        Assert.Single(assembly.PlanOf("Chained").Spec.Models[0].Model.Plan!.Checkpoints);
        MergePlan pair = assembly.PlanOf("Pair");
        Assert.Single(pair.Checkpoints);
        Assert.Single(pair.Spec.Models[0].Model.Plan!.Checkpoints);
    }

    [Fact]
    public async Task A_plan_made_at_run_time_with_a_manifest_says_the_same()
    {
        TinyCheckpoint.Mistral(hidden: 16).Write(scratch.Path("drifted", "tiny"));
        MergePlan plan = MergePlan.Create(assembly.DefinitionOf("M"), manifest);
        Assert.Equal(assembly.PlanOf("M").Checkpoints, plan.Checkpoints);
        Assert.Equal(
            "MDSL0508",
            Assert.Single((await Assert.ThrowsAsync<MergeException>(() => plan.BindAsync(scratch.Path("drifted")))).Diagnostics).Id
        );
        Assert.Empty(MergePlan.Create(assembly.DefinitionOf("M")).Checkpoints);
        await MergePlan.Create(assembly.DefinitionOf("M")).BindAsync(scratch.Path("drifted"));
    }
}
