using MergeDsl.Core.Tests.Documentation;
using Xunit;

namespace MergeDsl.Core.Tests.Rules;

public class IndependentFaultTests
{
    private static readonly Model Llama = "llama";

    [Fact]
    public void A_wrong_range_does_not_hide_a_misspelt_filter_of_another_slice()
    {
        Passthrough merge = new()
        {
            DType = DType.BFloat16,
            Slices = [Llama.Layers[0..5].Scaled([("norm", 0.5), 1]), Llama.Layers[3..4].Scaled([("down_porj", 0), 1])],
        };
        MergeCheck check = MergeCheck.Run(SpecLowering.Lower(merge).Spec, new(ExampleModels.All), []);
        Assert.Equal(
            [("MDSL0301", "slices[0].sources[0].layer_range"), ("MDSL0302", "slices[1].sources[0].scale[0].filter")],
            check
                .Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)
                .Select(diagnostic => (diagnostic.Id, diagnostic.Path.Text))
        );
    }
}
