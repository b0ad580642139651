using MergeDsl.Schemas;

namespace MergeDsl;

/// <summary>Layers stacked as they are, each tensor of one source, optionally scaled: frankenmerges, depth up-scaling, block expansion. In YAML: <c>merge_method: passthrough</c>.</summary>
/// <remarks>Block expansion: Wu et al., LLaMA Pro, arXiv 2401.02415. Depth up-scaling: Kim et al., SOLAR 10.7B, arXiv 2312.15166.</remarks>
[MergeMethod(
    "passthrough",
    MaximumInputs = 1,
    Summary = "Layers stacked as they are, each tensor of one source, optionally scaled.",
    Origin = "mergekit; block expansion: Wu et al., LLaMA Pro, arXiv 2401.02415"
)]
[Traits(MethodTraits.StacksLayers)]
public sealed partial record Passthrough
{
    [Role(ParameterRole.Scale)]
    [MergeParameter(
        ParameterScope.EveryInput,
        IsOptional = true,
        Summary = "A factor for every tensor, rounded once in the tensor's dtype; not set: tensors are copied."
    )]
    public partial Setting<double>? Scale { get; init; }

    public sealed partial record Slice
    {
        /// <summary>Indicates whether what the layers write to the residual stream is scaled by 0: <see cref="LayerRange.Transparent"/>.</summary>
        public bool IsTransparent { get; init; }

        /// <summary>The slice a number of times in a row.</summary>
        /// <param name="count">How often.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public IEnumerable<Slice> Repeated(int count) => Enumerable.Repeat(this, count);

        internal override bool IsTransparentNode => IsTransparent;
    }
}
