using MergeDsl.Testing;
using Xunit;

namespace MergeDsl.Generator.Tests.Plans;

/// <summary>The plan that the compiler wrote is what runs: its numbers are the compiler's to the bit, and none can be changed without its hash.</summary>
public sealed class ChangedPlanTests : IDisposable
{
    private const string Scaled = """
        [Merge] public static partial class M
        {
            public static Passthrough Definition => new()
            {
                DType = DType.Float32,
                Slices = [((Model)"tiny").Layers[0..4].Scaled([("o_proj", 0.1 + 0.2), 1])],
            };
        }
        [Merge] public static partial class Chained { public static Linear Definition => new() { DType = DType.Float32, Weight = 1, Models = [M.Plan] }; }
        """;

    private readonly ScratchDirectory scratch = new();
    private readonly ProjectResult project = new TestProject().Source(Scaled).Run();

    public ChangedPlanTests() => TinyCheckpoint.Mistral().Write(scratch.Path("models", "tiny"));

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("M")]
    [InlineData("Chained")]
    public async Task A_number_that_was_changed_alone_is_refused(string type)
    {
        await project.Load().PlanOf(type).BindAsync(scratch.Path("models"));
        MergePlan changed = project.Edit("M.Plan.g.cs", Change).Load().PlanOf(type);
        MergeException thrown = await Assert.ThrowsAsync<MergeException>(() => changed.BindAsync(scratch.Path("models")));
        MergeDiagnostic diagnostic = Assert.Single(thrown.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.Equal("MDSL0318", diagnostic.Id);
        Assert.StartsWith(
            $"the plan 'M' says that its hash is {Declared(0.1 + 0.2).Hash[..12]}..., and its text has the hash {Declared(0.75).Hash[..12]}...: ",
            diagnostic.Message
        );
        Assert.EndsWith("build the project that declares it again", diagnostic.Message);
    }

    [Fact]
    public async Task A_number_that_was_changed_with_its_hash_is_what_runs()
    {
        ProjectResult edited = project.Edit(
            "M.Plan.g.cs",
            text => Change(text).Replace(Declared(0.1 + 0.2).Hash, Declared(0.75).Hash, StringComparison.Ordinal)
        );
        byte[] before = await Run(project.Load().PlanOf("M"), "before"),
            after = await Run(edited.Load().PlanOf("M"), "after");
        Assert.NotEqual(before, after);
        Assert.Equal(await Run(Declared(0.1 + 0.2), "declared-before"), before);
        Assert.Equal(await Run(Declared(0.75), "declared-after"), after);
    }

    [Fact]
    public void The_plan_holds_the_numbers_of_the_compiler_to_the_bit()
    {
        double[] values = [0.1 + 0.2, 1.0 / 3, -0.0, 0, 5e-324, 1e300 / 7, -1.0000000000000002, 123456789012345680, 1e22, 4.35];
        ProjectResult result = new TestProject()
            .Source(
                $$"""
                [Merge] public static partial class M
                {
                    static readonly double[] Values = [0.1 + 0.2, 1.0 / 3, -0.0, 0, 5e-324, 1e300 / 7, -1.0000000000000002, 123456789012345680d, 1e22, 4.35];
                    public static Passthrough Definition => new()
                    {
                        DType = DType.Float32,
                        Slices = [.. Values.Select(value => (Passthrough.Slice)((Model)"tiny").Layers[0..1].Scaled([("o_proj", value), 1]))],
                    };
                }
                """
            )
            .Run();
        MergePlan plan = result.Load().PlanOf("M");
        Assert.Equal(
            values.Select(BitConverter.DoubleToInt64Bits),
            plan.Spec.Slices.Select(slice => BitConverter.DoubleToInt64Bits(slice.Sources[0].Parameters[0].Rules[0].Values[0]))
        );
    }

    /// <summary>Changes the number in the code, where it stands once.</summary>
    private static string Change(string text)
    {
        const string Number = "[0.30000000000000004]";
        Assert.Equal(2, text.Split(Number).Length);
        return text.Replace(Number, "[0.75]", StringComparison.Ordinal);
    }

    private static MergePlan Declared(double scale) =>
        MergePlan.Create(new Passthrough { DType = DType.Float32, Slices = [((Model)"tiny").Layers[0..4].Scaled([("o_proj", scale), 1])] });

    private async Task<byte[]> Run(MergePlan plan, string name)
    {
        await plan.RunAsync(scratch.Path(name), new() { ModelsDirectory = scratch.Path("models") });
        return await File.ReadAllBytesAsync(Path.Combine(scratch.Path(name), "model.safetensors"));
    }
}
