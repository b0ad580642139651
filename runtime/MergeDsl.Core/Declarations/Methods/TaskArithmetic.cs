namespace MergeDsl;

/// <summary>The base model plus the weighted sum of the task vectors (model minus base). mergekit: <c>task_arithmetic</c>.</summary>
/// <remarks>Source of the method: Ilharco et al., Editing Models with Task Arithmetic, arXiv 2212.04089.</remarks>
public sealed record TaskArithmetic : Merge<TaskArithmetic.Input, TaskArithmetic.Slice, TaskArithmetic.Module>
{
    /// <summary>How much the model counts; any finite number, no unit.</summary>
    public Setting<double>? Weight { get; init; }

    /// <summary>Whether the sum is divided by the sum of the weights. Default false.</summary>
    public Setting<bool>? Normalize { get; init; }

    /// <summary>A factor for the merged task vector before it is added to the base model. Default 1.</summary>
    public Setting<double>? Lambda { get; init; }

    /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
    public Setting<bool>? Int8Mask { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "task_arithmetic",
            nameof(TaskArithmetic),
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
                    "normalize",
                    nameof(Normalize),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    0,
                    "Whether the sum is divided by the sum of the weights."
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
            "The base model plus the weighted sum of the task vectors (model minus base)."
        )
        {
            Origin = "Ilharco et al., Editing Models with Task Arithmetic, arXiv 2212.04089",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings =>
        [new("weight", Weight), new("normalize", Normalize), new("lambda", Lambda), new("int8_mask", Int8Mask)];

    /// <summary>A whole model as an input.</summary>
    /// <param name="Model">The model.</param>
    public sealed record Input(Model Model) : MergeInput(Model)
    {
        /// <summary>How much the model counts; any finite number, no unit.</summary>
        public Setting<double>? Weight { get; init; }

        internal override NamedSetting[] Settings => [new("weight", Weight)];

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

        /// <summary>Whether the sum is divided by the sum of the weights. Default false.</summary>
        public Setting<bool>? Normalize { get; init; }

        /// <summary>A factor for the merged task vector before it is added to the base model. Default 1.</summary>
        public Setting<double>? Lambda { get; init; }

        /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
        public Setting<bool>? Int8Mask { get; init; }

        internal override NamedSetting[] Settings =>
            [new("weight", Weight), new("normalize", Normalize), new("lambda", Lambda), new("int8_mask", Int8Mask)];
    }

    /// <summary>A range of layers as a source of a slice.</summary>
    /// <param name="Layers">The layers.</param>
    public sealed record Source(LayerRange Layers) : MergeSource(Layers)
    {
        /// <summary>How much the model counts; any finite number, no unit.</summary>
        public Setting<double>? Weight { get; init; }

        internal override NamedSetting[] Settings => [new("weight", Weight)];

        /// <summary>A layer range without settings of its own.</summary>
        public static implicit operator Source(LayerRange layers) => new(layers);
    }

    /// <summary>A module of a checkpoint with several stacks of layers.</summary>
    /// <param name="Name">Its name, such as <c>text_decoder</c>.</param>
    public sealed record Module(string Name) : MergeModule<Input, Slice>(Name)
    {
        /// <summary>How much the model counts; any finite number, no unit.</summary>
        public Setting<double>? Weight { get; init; }

        /// <summary>Whether the sum is divided by the sum of the weights. Default false.</summary>
        public Setting<bool>? Normalize { get; init; }

        /// <summary>A factor for the merged task vector before it is added to the base model. Default 1.</summary>
        public Setting<double>? Lambda { get; init; }

        /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
        public Setting<bool>? Int8Mask { get; init; }

        internal override NamedSetting[] Settings =>
            [new("weight", Weight), new("normalize", Normalize), new("lambda", Lambda), new("int8_mask", Int8Mask)];
    }
}
