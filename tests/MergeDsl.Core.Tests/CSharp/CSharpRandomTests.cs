using CsCheck;
using MergeDsl.Core.Tests.Yaml;
using Xunit;

namespace MergeDsl.Core.Tests.CSharp;

public class CSharpRandomTests
{
    /// <summary>Compiling costs more than anything else here: many declarations share one compilation.</summary>
    private const int Batch = 250;

    [Fact]
    public void Any_spec_printed_as_CSharp_and_run_is_the_same_spec() =>
        RandomSpecs
            .All.Array[Batch]
            .Sample(
                specs =>
                {
                    List<(MergeSpec Spec, PrintedFile File)> printed = [];
                    foreach (MergeSpec spec in specs)
                    {
                        CSharpWriteResult result = MergeCSharp.Write([new(null, spec)], new() { Namespace = $"F{printed.Count}" });
                        if (result.Text is null)
                            Assert.All(result.Diagnostics, diagnostic => Assert.Equal("MDSL0415", diagnostic.Id));
                        else
                            printed.Add((spec, new(result.Text, [null])));
                    }
                    var compiled = new CompiledDeclarations([.. printed.Select(pair => pair.File)]);
                    for (int i = 0; i < printed.Count; i++)
                    {
                        MergeSpec expected = Normal(printed[i].Spec),
                            actual = compiled.Specs(i)[0];
                        if (!expected.Equals(actual))
                            Assert.Fail(
                                printed[i].File.Text
                                    + "\n"
                                    + MergeYamlWriter.Write(expected).Text
                                    + "\n---\n"
                                    + MergeYamlWriter.Write(actual).Text
                            );
                    }
                },
                iter: 2,
                threads: 1,
                print: _ => ""
            );

    /// <summary>A slice that is taken from one source has one place for settings.</summary>
    private static MergeSpec Normal(MergeSpec spec)
    {
        if (spec.Method != "passthrough")
            return spec;
        EquatableArray<SliceSpec> Slices(EquatableArray<SliceSpec> slices) =>
            slices
                .Select(slice =>
                    slice with
                    {
                        BaseModel = null,
                        Parameters = [],
                        Sources =
                        [
                            slice.Sources[0] with
                            {
                                Parameters = slice.Sources[0].Parameters.IsEmpty ? slice.Parameters : slice.Sources[0].Parameters,
                            },
                        ],
                    }
                )
                .ToEquatableArray();
        return spec with
        {
            Slices = Slices(spec.Slices),
            Modules = spec.Modules.Select(module => module with { Slices = Slices(module.Slices) }).ToEquatableArray(),
        };
    }
}
