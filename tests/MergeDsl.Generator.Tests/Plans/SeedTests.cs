using Xunit;

namespace MergeDsl.Generator.Tests.Plans;

public class SeedTests
{
    private const string Seed = """
        namespace Demo;

        [Checkpoint("openchat.checkpoint.json")]
        public static partial class OpenChat;

        [Merge]
        public static partial class Appended
        {
            public static Passthrough Definition => new()
            {
                DType = DType.BFloat16,
                Slices =
                [
                    OpenChat.Layers[0..8],
                    .. OpenChat.Layers[7..8].Scaled([(OpenChat.OProj, 0), (OpenChat.DownProj, 0), 1]).Repeated(3),
                ],
            };
        }
        """;

    private static TestProject Project() =>
        new TestProject().Checkpoint("openchat", TestManifests.Mistral("openchat/openchat-3.5-0106")).Source(Seed);

    [Fact]
    public void The_compiler_plans_the_seed_merge()
    {
        ProjectResult result = Project().Run();
        Assert.Empty(result.Diagnostics());
        result.Load().AssertSamePlan("Demo.Appended");
    }

    [Fact]
    public async Task The_plan_reads_well() => await VerifyXunit.Verifier.Verify(Project().Run().Generated("Demo.Appended.Plan.g.cs"));

    [Fact]
    public void The_plan_knows_its_checkpoints()
    {
        ExpectedCheckpoint expected = Assert.Single(Project().Run().Load().PlanOf("Demo.Appended").Checkpoints);
        Assert.Equal((Model)"openchat/openchat-3.5-0106", expected.Model);
        Assert.Equal(TestManifests.Mistral("openchat/openchat-3.5-0106").HeaderHash, expected.HeaderHash);
    }
}
