using MergeDsl.Core.Tests.Documentation;
using Xunit;

namespace MergeDsl.Core.Tests.Rules;

/// <summary>Configurations that disagree, key by key.</summary>
public class ConfigRuleTests
{
    [Theory]
    [InlineData(""" "rms_norm_eps": 1e-5 """, """ "rms_norm_eps": 0.00001 """, "")]
    [InlineData(""" "rms_norm_eps": 1e-5 """, """ "rms_norm_eps": 1e-6 """, "rms_norm_eps is 1E-06, not 1E-05")]
    [InlineData(""" "hidden_act": "silu" """, """ "hidden_act": "gelu" """, "hidden_act is \"gelu\", not \"silu\"")]
    [InlineData(""" "hidden_act": "silu" """, """ "hidden_act": null """, "")]
    [InlineData(""" "hidden_act": null """, """ "hidden_act": "silu" """, "")]
    [InlineData(""" "head_dim": 8, "n_head": 2 """, """ "head_dim": 16, "n_head": 4 """, "n_head is 4, not 2, head_dim is 16, not 8")]
    [InlineData(""" "rope_theta": 10000 """, """ "rope_parameters": {"rope_theta": 10000.0} """, "")]
    [InlineData(""" "rope_theta": 10000 """, """ "rope_parameters": {"rope_theta": 20000} """, "rope_theta is 20000, not 10000")]
    [InlineData(""" "rope_theta": 10000, "rope_parameters": {"rope_theta": 1} """, """ "rope_theta": 10000 """, "")]
    [InlineData(""" "rope_theta": 10000 """, """ "x": 1 """, "")]
    [InlineData(""" "rope_scaling": {"rope_type": "default", "factor": 2} """, """ "rope_scaling": null """, "")]
    [InlineData(""" "rope_scaling": {"factor": 2} """, """ "rope_scaling": null """, "")]
    [InlineData(
        """ "rope_scaling": {"type": "yarn", "factor": 4} """,
        """ "rope_parameters": {"factor": 4.0, "rope_type": "yarn", "rope_theta": 1} """,
        ""
    )]
    [InlineData(
        """ "rope_scaling": {"rope_type": "yarn", "type": "linear", "b": 2, "a": [1]} """,
        """ "rope_scaling": {"rope_type": "linear", "type": "linear", "a": [1], "b": 2} """,
        "rope_scaling is linear a [1] b 2, not yarn a [1] b 2"
    )]
    [InlineData(
        """ "rope_scaling": {"type": "yarn"}, "rope_parameters": {"type": "linear"} """,
        """ "x": 1 """,
        "rope_scaling is none, not yarn"
    )]
    [InlineData(
        """ "text_config": {"head_dim": 8}, "vision_config": {"head_dim": 8} """,
        """ "text_config": {"head_dim": 4}, "vision_config": {"head_dim": 4} """,
        "head_dim is 4, not 8"
    )]
    [InlineData(""" "text_config": {"head_dim": 8} """, """ "x": 1 """, "")]
    public void They_are_compared_by_meaning(string own, string other, string differences)
    {
        Linear declaration = new()
        {
            Models = ["one", "two"],
            Weight = 1,
            DType = DType.BFloat16,
        };
        ManifestSet manifests = new([
            ExampleModels.Llama("one", facts: "," + own),
            ExampleModels.Llama("two", facts: "," + other),
            ExampleModels.Llama("three", facts: "," + own),
        ]);
        MergeDiagnostic[] found =
        [
            .. MergeCheck
                .Run(SpecLowering.Lower(declaration).Spec, manifests, [])
                .Diagnostics.Where(diagnostic => diagnostic.Kind == DiagnosticKinds.DisagreeingConfigs),
        ];
        Assert.Equal(
            differences.Length == 0
                ? []
                :
                [
                    $"models[1].model: 'two' and 'one', whose configuration the output gets, disagree: {differences}; merge models that agree, or test the output with care",
                ],
            found.Select(diagnostic => $"{diagnostic.Path}: {diagnostic.Message}")
        );
    }
}
