using Xunit;

namespace MergeDsl.Core.Tests;

public class SeedDeclarationTests
{
    private static readonly Model Mistral = "mistralai/Mistral-7B-v0.1";

    private static Passthrough Seed(double one = 1) =>
        new()
        {
            DType = DType.BFloat16,
            Slices = [Mistral.Layers[0..32], .. Mistral.Layers[31..32].Scaled([("o_proj", 0), ("down_proj", 0), one]).Repeated(8)],
        };

    [Fact]
    public void Equal_declarations_are_equal_values()
    {
        Assert.Equal(Seed(), Seed());
        Assert.Equal(9, Seed().Slices.Count);
        Assert.Equal(SpecLowering.Lower(Seed()).Spec, SpecLowering.Lower(Seed()).Spec);
    }

    [Fact]
    public void The_plan_is_run_length_and_readable()
    {
        Assert.Equal(
            """
            mergedsl plan 1
            method passthrough
            dtype bfloat16
            module "default"
            slice
              source "mistralai/Mistral-7B-v0.1" [0..32]
            slice x 8
              source "mistralai/Mistral-7B-v0.1" [31..32]
                scale "o_proj" = 0, "down_proj" = 0, 1

            """,
            MergePlan.Create(Seed()).ToString()
        );
    }

    [Fact]
    public void The_hash_is_of_the_meaning()
    {
        MergePlan plan = MergePlan.Create(Seed());
        Assert.Equal(plan.Hash, MergePlan.Create(Seed()).Hash);
        Assert.NotEqual(plan.Hash, MergePlan.Create(Seed(0.5)).Hash);
        Passthrough wider = Seed() with
        {
            Slices =
            [
                Mistral.Layers[0..32],
                .. Seed().Slices.Skip(1).Select(slice => slice with { Scale = [("o_proj", 0), ("down_proj", 0)] }),
            ],
            Scale = 1,
        };
        Assert.NotEqual(plan.Hash, MergePlan.Create(wider).Hash);
    }
}
