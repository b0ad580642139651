namespace MergeDsl;

/// <summary>The weighted mean of the models (or their weighted sum). mergekit: <c>linear</c>.</summary>
/// <remarks>Source of the method: Wortsman et al., Model soups, arXiv 2203.05482.</remarks>
public sealed record Linear : Merge<Linear.Input, Linear.Slice, Linear.Module>
{
    /// <summary>How much the model counts; any finite number, no unit.</summary>
    public Setting<double>? Weight { get; init; }

    /// <summary>Whether the sum is divided by the sum of the weights. Default true.</summary>
    public Setting<bool>? Normalize { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "linear",
            nameof(Linear),
            BaseRole.Ignored,
            1,
            null,
            [
                new(
                    "weight",
                    nameof(Weight),
                    ParameterType.Number,
                    ParameterScope.EveryInput,
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
                    1,
                    "Whether the sum is divided by the sum of the weights."
                ),
            ],
            "The weighted mean of the models (or their weighted sum)."
        )
        {
            Origin = "Wortsman et al., Model soups, arXiv 2203.05482",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("weight", Weight), new("normalize", Normalize)];

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

        /// <summary>Whether the sum is divided by the sum of the weights. Default true.</summary>
        public Setting<bool>? Normalize { get; init; }

        internal override NamedSetting[] Settings => [new("weight", Weight), new("normalize", Normalize)];
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

        /// <summary>Whether the sum is divided by the sum of the weights. Default true.</summary>
        public Setting<bool>? Normalize { get; init; }

        internal override NamedSetting[] Settings => [new("weight", Weight), new("normalize", Normalize)];
    }
}
