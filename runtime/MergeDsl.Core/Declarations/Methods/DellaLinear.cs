namespace MergeDsl;

/// <summary>Task vectors with elements dropped at random, the small ones more often, then summed. mergekit: <c>della_linear</c>.</summary>
/// <remarks>Source of the method: Deep et al., DELLA-Merging, arXiv 2406.11617.</remarks>
public sealed record DellaLinear : Merge<DellaLinear.Input, DellaLinear.Slice, DellaLinear.Module>
{
    /// <summary>How much the model counts; any finite number, no unit.</summary>
    public Setting<double>? Weight { get; init; }

    /// <summary>The share of each task vector's elements that is kept, in (0, 1]; 1 keeps all. Default 1.</summary>
    public Setting<double>? Density { get; init; }

    /// <summary>How far the probability of keeping an element moves with its rank; density - epsilon and density + epsilon must lie in (0, 1). Default 0.15.</summary>
    public Setting<double>? Epsilon { get; init; }

    /// <summary>Whether the sum is divided by the sum of the weights. Default false.</summary>
    public Setting<bool>? Normalize { get; init; }

    /// <summary>Whether a sparsified task vector is scaled back to the L1 norm it had. Default true.</summary>
    public Setting<bool>? Rescale { get; init; }

    /// <summary>A factor for the merged task vector before it is added to the base model. Default 1.</summary>
    public Setting<double>? Lambda { get; init; }

    /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
    public Setting<bool>? Int8Mask { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "della_linear",
            nameof(DellaLinear),
            BaseRole.Required,
            0,
            null,
            [
                new(
                    "weight",
                    nameof(Weight),
                    ParameterType.Number,
                    ParameterScope.InputsWithoutBase,
                    null,
                    "How much the model counts; any finite number, no unit."
                )
                {
                    Required = true,
                },
                new(
                    "density",
                    nameof(Density),
                    ParameterType.Number,
                    ParameterScope.InputsWithoutBase,
                    1,
                    "The share of each task vector's elements that is kept, in (0, 1]; 1 keeps all."
                )
                {
                    Possible = new(0, double.PositiveInfinity),
                    Natural = new(0, 1, OpenMinimum: true),
                },
                new(
                    "epsilon",
                    nameof(Epsilon),
                    ParameterType.Number,
                    ParameterScope.InputsWithoutBase,
                    0.15,
                    "How far the probability of keeping an element moves with its rank; density - epsilon and density + epsilon must lie in (0, 1)."
                )
                {
                    Possible = new(0, double.PositiveInfinity),
                    Natural = new(0, 1),
                },
                new(
                    "normalize",
                    nameof(Normalize),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    0,
                    "Whether the sum is divided by the sum of the weights."
                ),
                new(
                    "rescale",
                    nameof(Rescale),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    1,
                    "Whether a sparsified task vector is scaled back to the L1 norm it had."
                ),
                new(
                    "lambda",
                    nameof(Lambda),
                    ParameterType.Number,
                    ParameterScope.Merge,
                    1,
                    "A factor for the merged task vector before it is added to the base model."
                ),
                new(
                    "int8_mask",
                    nameof(Int8Mask),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    0,
                    "A switch of mergekit for the memory of its masks; it never changes a result."
                ),
            ],
            "Task vectors with elements dropped at random, the small ones more often, then summed."
        )
        {
            Origin = "Deep et al., DELLA-Merging, arXiv 2406.11617",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings =>
        [
            new("weight", Weight),
            new("density", Density),
            new("epsilon", Epsilon),
            new("normalize", Normalize),
            new("rescale", Rescale),
            new("lambda", Lambda),
            new("int8_mask", Int8Mask),
        ];

    /// <summary>A whole model as an input.</summary>
    /// <param name="Model">The model.</param>
    public sealed record Input(Model Model) : MergeInput(Model)
    {
        /// <summary>How much the model counts; any finite number, no unit.</summary>
        public Setting<double>? Weight { get; init; }

        /// <summary>The share of each task vector's elements that is kept, in (0, 1]; 1 keeps all. Default 1.</summary>
        public Setting<double>? Density { get; init; }

        /// <summary>How far the probability of keeping an element moves with its rank; density - epsilon and density + epsilon must lie in (0, 1). Default 0.15.</summary>
        public Setting<double>? Epsilon { get; init; }

        internal override NamedSetting[] Settings => [new("weight", Weight), new("density", Density), new("epsilon", Epsilon)];

        /// <summary>A model without settings of its own.</summary>
        public static implicit operator Input(Model model) => new(model);

        /// <summary>A model by its reference, without settings of its own.</summary>
        public static implicit operator Input(string reference) => new((Model)reference);

        /// <summary>The output of another merge.</summary>
        public static implicit operator Input(MergePlan plan) => new((Model)plan);
    }

    /// <summary>Output layers made from one layer range of each source.</summary>
    public sealed record Slice : MergeSlice<Source>
    {
        /// <summary>How much the model counts; any finite number, no unit.</summary>
        public Setting<double>? Weight { get; init; }

        /// <summary>The share of each task vector's elements that is kept, in (0, 1]; 1 keeps all. Default 1.</summary>
        public Setting<double>? Density { get; init; }

        /// <summary>How far the probability of keeping an element moves with its rank; density - epsilon and density + epsilon must lie in (0, 1). Default 0.15.</summary>
        public Setting<double>? Epsilon { get; init; }

        /// <summary>Whether the sum is divided by the sum of the weights. Default false.</summary>
        public Setting<bool>? Normalize { get; init; }

        /// <summary>Whether a sparsified task vector is scaled back to the L1 norm it had. Default true.</summary>
        public Setting<bool>? Rescale { get; init; }

        /// <summary>A factor for the merged task vector before it is added to the base model. Default 1.</summary>
        public Setting<double>? Lambda { get; init; }

        /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
        public Setting<bool>? Int8Mask { get; init; }

        internal override NamedSetting[] Settings =>
            [
                new("weight", Weight),
                new("density", Density),
                new("epsilon", Epsilon),
                new("normalize", Normalize),
                new("rescale", Rescale),
                new("lambda", Lambda),
                new("int8_mask", Int8Mask),
            ];
    }

    /// <summary>A range of layers as a source of a slice.</summary>
    /// <param name="Layers">The layers.</param>
    public sealed record Source(LayerRange Layers) : MergeSource(Layers)
    {
        /// <summary>How much the model counts; any finite number, no unit.</summary>
        public Setting<double>? Weight { get; init; }

        /// <summary>The share of each task vector's elements that is kept, in (0, 1]; 1 keeps all. Default 1.</summary>
        public Setting<double>? Density { get; init; }

        /// <summary>How far the probability of keeping an element moves with its rank; density - epsilon and density + epsilon must lie in (0, 1). Default 0.15.</summary>
        public Setting<double>? Epsilon { get; init; }

        internal override NamedSetting[] Settings => [new("weight", Weight), new("density", Density), new("epsilon", Epsilon)];

        /// <summary>A layer range without settings of its own.</summary>
        public static implicit operator Source(LayerRange layers) => new(layers);
    }

    /// <summary>A module of a checkpoint with several stacks of layers.</summary>
    /// <param name="Name">Its name, such as <c>text_decoder</c>.</param>
    public sealed record Module(string Name) : MergeModule<Input, Slice>(Name)
    {
        /// <summary>How much the model counts; any finite number, no unit.</summary>
        public Setting<double>? Weight { get; init; }

        /// <summary>The share of each task vector's elements that is kept, in (0, 1]; 1 keeps all. Default 1.</summary>
        public Setting<double>? Density { get; init; }

        /// <summary>How far the probability of keeping an element moves with its rank; density - epsilon and density + epsilon must lie in (0, 1). Default 0.15.</summary>
        public Setting<double>? Epsilon { get; init; }

        /// <summary>Whether the sum is divided by the sum of the weights. Default false.</summary>
        public Setting<bool>? Normalize { get; init; }

        /// <summary>Whether a sparsified task vector is scaled back to the L1 norm it had. Default true.</summary>
        public Setting<bool>? Rescale { get; init; }

        /// <summary>A factor for the merged task vector before it is added to the base model. Default 1.</summary>
        public Setting<double>? Lambda { get; init; }

        /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
        public Setting<bool>? Int8Mask { get; init; }

        internal override NamedSetting[] Settings =>
            [
                new("weight", Weight),
                new("density", Density),
                new("epsilon", Epsilon),
                new("normalize", Normalize),
                new("rescale", Rescale),
                new("lambda", Lambda),
                new("int8_mask", Int8Mask),
            ];
    }
}
