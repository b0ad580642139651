namespace MergeDsl;

/// <summary>RAM with the elements that only one model changed amplified by its share of common ones. mergekit: <c>ramplus_tl</c>.</summary>
/// <remarks>Source of the method: Reinforced Agent Merging.</remarks>
public sealed record RamPlusTl : Merge<RamPlusTl.Input, RamPlusTl.Slice, RamPlusTl.Module>
{
    /// <summary>The magnitude above which an element of a task vector is active. Default 1e-5.</summary>
    public Setting<double>? Epsilon { get; init; }

    /// <summary>How strongly elements that only one model changed are amplified. Default 0.1.</summary>
    public Setting<double>? R { get; init; }

    /// <summary>The greatest ratio of shared to unique elements that is counted. Default 0.2.</summary>
    public Setting<double>? Alpha { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "ramplus_tl",
            nameof(RamPlusTl),
            BaseRole.Required,
            0,
            null,
            [
                new(
                    "epsilon",
                    nameof(Epsilon),
                    ParameterType.Number,
                    ParameterScope.Merge,
                    1e-5,
                    "The magnitude above which an element of a task vector is active."
                )
                {
                    Possible = new(0, double.PositiveInfinity),
                },
                new(
                    "r",
                    nameof(R),
                    ParameterType.Number,
                    ParameterScope.Merge,
                    0.1,
                    "How strongly elements that only one model changed are amplified."
                )
                {
                    Natural = new(0, double.PositiveInfinity),
                },
                new(
                    "alpha",
                    nameof(Alpha),
                    ParameterType.Number,
                    ParameterScope.Merge,
                    0.2,
                    "The greatest ratio of shared to unique elements that is counted."
                )
                {
                    Possible = new(0, double.PositiveInfinity),
                },
            ],
            "RAM with the elements that only one model changed amplified by its share of common ones."
        )
        {
            Origin = "Reinforced Agent Merging",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("epsilon", Epsilon), new("r", R), new("alpha", Alpha)];

    /// <summary>A whole model as an input.</summary>
    /// <param name="Model">The model.</param>
    public sealed record Input(Model Model) : MergeInput(Model)
    {
        internal override NamedSetting[] Settings => [];

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
        /// <summary>The magnitude above which an element of a task vector is active. Default 1e-5.</summary>
        public Setting<double>? Epsilon { get; init; }

        /// <summary>How strongly elements that only one model changed are amplified. Default 0.1.</summary>
        public Setting<double>? R { get; init; }

        /// <summary>The greatest ratio of shared to unique elements that is counted. Default 0.2.</summary>
        public Setting<double>? Alpha { get; init; }

        internal override NamedSetting[] Settings => [new("epsilon", Epsilon), new("r", R), new("alpha", Alpha)];
    }

    /// <summary>A range of layers as a source of a slice.</summary>
    /// <param name="Layers">The layers.</param>
    public sealed record Source(LayerRange Layers) : MergeSource(Layers)
    {
        internal override NamedSetting[] Settings => [];

        /// <summary>A layer range without settings of its own.</summary>
        public static implicit operator Source(LayerRange layers) => new(layers);
    }

    /// <summary>A module of a checkpoint with several stacks of layers.</summary>
    /// <param name="Name">Its name, such as <c>text_decoder</c>.</param>
    public sealed record Module(string Name) : MergeModule<Input, Slice>(Name)
    {
        /// <summary>The magnitude above which an element of a task vector is active. Default 1e-5.</summary>
        public Setting<double>? Epsilon { get; init; }

        /// <summary>How strongly elements that only one model changed are amplified. Default 0.1.</summary>
        public Setting<double>? R { get; init; }

        /// <summary>The greatest ratio of shared to unique elements that is counted. Default 0.2.</summary>
        public Setting<double>? Alpha { get; init; }

        internal override NamedSetting[] Settings => [new("epsilon", Epsilon), new("r", R), new("alpha", Alpha)];
    }
}
