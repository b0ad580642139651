using MergeDsl;

namespace Samples;

/// <summary>A merge method of this project: the base model plus what the others change, no element further than a limit. Generated code makes it a merge with inputs, slices and modules of its own; the compiler checks declarations and YAML files by what the attributes say.</summary>
[MergeMethod("clipped_deltas", Base = BaseRole.Required, Summary = "The base model plus what the others change, no element further than a limit.")]
public sealed partial record ClippedDeltas
{
    /// <summary>The weight of the model.</summary>
    [MergeParameter(ParameterScope.InputsWithoutBase, Default = 1, Summary = "How much the model counts.")]
    public partial Setting<double>? Weight { get; init; }

    /// <summary>The furthest that a model may move an element.</summary>
    [MergeParameter(ParameterScope.Merge, Minimum = 0, Summary = "The furthest that a model may move an element.")]
    public partial Setting<double>? Limit { get; init; }

    private static partial void Compute(MergeBlock block, Values values)
    {
        int start = block.BaseInput ?? throw new InvalidOperationException("the method needs a base model");
        ReadOnlySpan<float> origin = block[start];
        Span<float> output = block.Output;
        float limit = (float)values.Limit;
        origin.CopyTo(output);
        for (int input = 0; input < block.Inputs; input++)
        {
            if (input == start) continue;
            float weight = (float)values.Weight(input);
            ReadOnlySpan<float> model = block[input];
            for (int i = 0; i < output.Length; i++) output[i] += weight * Math.Clamp(model[i] - origin[i], -limit, limit);
        }
    }
}
