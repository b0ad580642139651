using MergeDsl.Core.Tests.Documentation;
using Xunit;

namespace MergeDsl.Core.Tests.Rules;

public class ToleranceTests
{
    private static readonly MergeSpec Misspelt = SpecLowering
        .Lower(new Passthrough { Models = [new("llama") { Scale = [("down_porj", 0.5), 1] }], DType = DType.BFloat16 })
        .Spec;

    [Fact]
    public void A_near_miss_stops_a_merge_unless_it_is_tolerated()
    {
        ManifestSet manifests = new(ExampleModels.All);
        Assert.Null(MergeCheck.Run(Misspelt, manifests, []).Completed);
        MergeCheck tolerant = MergeCheck.Run(Misspelt, manifests, [], tolerates: diagnostic => diagnostic.IsNearMiss);
        Assert.NotNull(tolerant.Completed);
        Assert.Equal("MDSL0302", Assert.Single(tolerant.Diagnostics, diagnostic => diagnostic.Severity > Severity.Note).Id);
    }
}
