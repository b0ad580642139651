namespace MergeDsl;

/// <summary>Spherical interpolation of any number of models around their weighted mean direction. mergekit: <c>multislerp</c>.</summary>
/// <remarks>Source of the method: mergekit.</remarks>
public sealed record Multislerp : Merge<Multislerp.Input, Multislerp.Slice, Multislerp.Module>
{
    /// <summary>How much the model counts; any finite number, no unit.</summary>
    public Setting<double>? Weight { get; init; }

    /// <summary>Whether the weights are divided by their sum. Default true.</summary>
    public Setting<bool>? NormalizeWeights { get; init; }

    /// <summary>A small number that keeps divisions finite. Default 1e-8.</summary>
    public Setting<double>? Eps { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "multislerp",
            nameof(Multislerp),
            BaseRole.Optional,
            1,
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
                    "normalize_weights",
                    nameof(NormalizeWeights),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    1,
                    "Whether the weights are divided by their sum."
                ),
                new("eps", nameof(Eps), ParameterType.Number, ParameterScope.Merge, 1e-8, "A small number that keeps divisions finite.")
                {
                    Possible = new(0, double.PositiveInfinity),
                },
            ],
            "Spherical interpolation of any number of models around their weighted mean direction."
        )
        {
            Origin = "mergekit",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("weight", Weight), new("normalize_weights", NormalizeWeights), new("eps", Eps)];

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

        /// <summary>Whether the weights are divided by their sum. Default true.</summary>
        public Setting<bool>? NormalizeWeights { get; init; }

        /// <summary>A small number that keeps divisions finite. Default 1e-8.</summary>
        public Setting<double>? Eps { get; init; }

        internal override NamedSetting[] Settings => [new("weight", Weight), new("normalize_weights", NormalizeWeights), new("eps", Eps)];
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

        /// <summary>Whether the weights are divided by their sum. Default true.</summary>
        public Setting<bool>? NormalizeWeights { get; init; }

        /// <summary>A small number that keeps divisions finite. Default 1e-8.</summary>
        public Setting<double>? Eps { get; init; }

        internal override NamedSetting[] Settings => [new("weight", Weight), new("normalize_weights", NormalizeWeights), new("eps", Eps)];
    }
}
