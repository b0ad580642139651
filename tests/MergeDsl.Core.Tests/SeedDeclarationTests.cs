using Xunit;

namespace MergeDsl.Core.Tests;

public class SeedDeclarationTests
{
    private static readonly Model Mistral = "mistralai/Mistral-7B-v0.1";

    [Fact]
    public void Equal_declarations_are_equal_values()
    {
        Passthrough Declare() => new()
        {
            DType = DType.BFloat16,
            Slices = [Mistral.Layers[0..32], .. Mistral.Layers[31..32].Scaled([("o_proj", 0), ("down_proj", 0), 1]).Repeated(8)],
        };
        Assert.Equal(Declare(), Declare());
        Assert.Equal(9, Declare().Slices.Count);
    }
}
