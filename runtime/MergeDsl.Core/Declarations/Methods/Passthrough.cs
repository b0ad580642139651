namespace MergeDsl;

/// <summary>Layers stacked as they are, each tensor of one source, optionally scaled: frankenmerges, depth up-scaling, block expansion. mergekit: <c>passthrough</c>.</summary>
/// <remarks>Block expansion: Wu et al., LLaMA Pro, arXiv 2401.02415. Depth up-scaling: Kim et al., SOLAR 10.7B, arXiv 2312.15166.</remarks>
public sealed record Passthrough : Merge<Passthrough.Input, Passthrough.Slice, Passthrough.Module>
{
    /// <summary>A factor for every tensor, rounded once in the tensor's dtype; not set: tensors are copied.</summary>
    public Setting<double>? Scale { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "passthrough",
            nameof(Passthrough),
            BaseRole.Ignored,
            1,
            1,
            [
                new(
                    "scale",
                    nameof(Scale),
                    ParameterType.Number,
                    ParameterScope.EveryInput,
                    null,
                    "A factor for every tensor, rounded once in the tensor's dtype; not set: tensors are copied."
                ),
            ],
            "Layers stacked as they are, each tensor of one source, optionally scaled."
        )
        {
            Origin = "mergekit; block expansion: Wu et al., LLaMA Pro, arXiv 2401.02415",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("scale", Scale)];

    /// <summary>A whole model.</summary>
    /// <param name="Model">The model.</param>
    public sealed record Input(Model Model) : MergeInput(Model)
    {
        /// <summary>A factor for every tensor, rounded once in the tensor's dtype; not set: tensors are copied.</summary>
        public Setting<double>? Scale { get; init; }

        internal override NamedSetting[] Settings => [new("scale", Scale)];

        /// <summary>A model without settings of its own.</summary>
        public static implicit operator Input(Model model) => new(model);

        /// <summary>A model by its reference, without settings of its own.</summary>
        public static implicit operator Input(string reference) => new((Model)reference);

        /// <summary>The output of another merge.</summary>
        public static implicit operator Input(MergePlan plan) => new((Model)plan);
    }

    /// <summary>Output layers taken from one layer range.</summary>
    /// <param name="Layers">The layers.</param>
    public sealed record Slice(LayerRange Layers) : MergeSlice
    {
        /// <summary>A factor for every tensor, rounded once in the tensor's dtype; not set: tensors are copied.</summary>
        public Setting<double>? Scale { get; init; }

        /// <summary>Whether what the layers write to the residual stream is scaled by 0: <see cref="LayerRange.Transparent"/>.</summary>
        public bool IsTransparent { get; init; }

        /// <summary>The slice a number of times in a row.</summary>
        /// <param name="count">How often.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public IEnumerable<Slice> Repeated(int count) => Enumerable.Repeat(this, count);

        /// <summary>A layer range as it is.</summary>
        public static implicit operator Slice(LayerRange layers) => new(layers);

        internal override Model? BaseModelNode => null;

        internal override IReadOnlyList<MergeSource> SourceNodes => [new OnlySource(this)];

        internal override NamedSetting[] Settings => [];

        private sealed record OnlySource(Slice Slice) : MergeSource(Slice.Layers)
        {
            internal override bool IsTransparentNode => Slice.IsTransparent;

            internal override NamedSetting[] Settings => [new("scale", Slice.Scale)];
        }
    }

    /// <summary>A module of a checkpoint with several stacks of layers.</summary>
    /// <param name="Name">Its name, such as <c>text_decoder</c>.</param>
    public sealed record Module(string Name) : MergeModule<Input, Slice>(Name)
    {
        /// <summary>A factor for every tensor, rounded once in the tensor's dtype; not set: tensors are copied.</summary>
        public Setting<double>? Scale { get; init; }

        internal override NamedSetting[] Settings => [new("scale", Scale)];
    }
}
