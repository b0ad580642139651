using MergeDsl.Core.Tests.Documentation;
using Xunit;

namespace MergeDsl.Core.Tests.Rules;

/// <summary>Diagnostics that are reported once, and those that only C# can have.</summary>
public class MergeCheckTests
{
    private static readonly Model Llama = "llama";

    [Fact]
    public void Ranges_from_the_end_are_measured_where_the_layers_are_known()
    {
        (Range Range, string Said)[] cases =
        [
            (^0..^0, "MDSL0109 the layer range [^0..] is empty, for its end is exclusive; to take one layer, end it at ^0 "),
            (^2..^2, "MDSL0109 the layer range [^2..^2] is empty, for its end is exclusive; to take one layer, end it at ^1 "),
            (^1..^3, "MDSL0109 the layer range [^1..^3] is reversed; write the lower layer first ^3..^1"),
            (^5..^1, "MDSL0301 [^5..^1] goes past the layers of 'llama', which has 4: 0 to 3; take layers that it has 0..3"),
            (2..^2, "MDSL0109 [2..^2] of 'llama', which has 4 layers, is [2..2] and takes none; widen the range "),
            (3..^2, "MDSL0109 [3..^2] of 'llama', which has 4 layers, is [3..2] and takes none; widen the range 2..3"),
            (^2..1, "MDSL0109 [^2..1] of 'llama', which has 4 layers, is [2..1] and takes none; widen the range 1..2"),
            (3..9, "MDSL0301 [3..9] goes past the layers of 'llama', which has 4: 0 to 3; end the range at 4 3..4"),
            (4..9, "MDSL0301 [4..9] goes past the layers of 'llama', which has 4: 0 to 3; take layers that it has "),
            (^1..^0, ""),
            (0..4, ""),
        ];
        foreach ((Range range, string said) in cases)
        {
            MergeDiagnostic[] found = Errors(Run(new Passthrough { Slices = [Llama.Layers[range]], DType = DType.BFloat16 }));
            Assert.Equal(
                said.Length == 0 ? [] : [said],
                found.Select(diagnostic => $"{diagnostic.Id} {diagnostic.Message} {diagnostic.Suggestion}")
            );
        }
    }

    [Fact]
    public void A_part_that_is_broken_explains_what_follows_from_it_but_a_key_does_not()
    {
        MergeSpec spec = SpecLowering
            .Lower(new Passthrough { Slices = [Llama.Layers[0..9], Llama.Layers[0..8]], DType = DType.BFloat16 })
            .Spec;
        MergeDiagnostic Broken(SpecPath path, Severity severity = Severity.Error) =>
            DiagnosticKinds.MalformedToken.At(path, "broken") with
            {
                Severity = severity,
            };
        SpecPath first = SpecPath.Root.Member("slices").Element(0);
        string[] Paths(MergeDiagnostic found) =>
            [.. MergeCheck.Run(spec, new(ExampleModels.All), [found]).Diagnostics.Skip(1).Select(diagnostic => diagnostic.Path.Text)];
        string one = "slices[0].sources[0].layer_range",
            two = "slices[1].sources[0].layer_range";
        Assert.Equal([two], Paths(Broken(first)));
        Assert.Equal([two], Paths(Broken(new(one))));
        Assert.Equal([one, two], Paths(Broken(first.Key)));
        Assert.Equal([one, two], Paths(Broken(first, Severity.Warning)));
        Assert.Equal([one, two], Paths(Broken(SpecPath.Root)));
    }

    [Fact]
    public void A_method_that_no_one_knows_has_no_plan()
    {
        MergeSpec spec = SpecLowering.Lower(new Passthrough { Models = [Llama], DType = DType.BFloat16 }).Spec with { Method = "mine" };
        MergeDiagnostic found = DiagnosticKinds.UnknownMethod.At(SpecPath.Root, "no such method");
        MergeCheck check = MergeCheck.Run(spec, ManifestSet.Empty, [found]);
        Assert.Equal((null, true), (check.Plan, check.HasErrors));
        Assert.Equal([found], check.Diagnostics);
        MethodSchema mine = MethodSet.BuiltIn.Find("passthrough")! with { Name = "mine" };
        Assert.Equal("mine", MergeCheck.Run(spec, ManifestSet.Empty, [], methods: new([mine])).Plan!.Spec.Method);
    }

    private static MergeCheck Run(Merge declaration) => MergeCheck.Run(SpecLowering.Lower(declaration).Spec, new(ExampleModels.All), []);

    private static MergeDiagnostic[] Errors(MergeCheck check) =>
        [.. check.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)];
}
