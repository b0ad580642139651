namespace MergeDsl;

/// <summary>Task vectors averaged where they are active together, kept whole where only one is. mergekit: <c>ram</c>.</summary>
/// <remarks>Source of the method: Reinforced Agent Merging.</remarks>
public sealed record Ram : Merge<Ram.Input, Ram.Slice, Ram.Module>
{
    /// <summary>The magnitude above which an element of a task vector is active. Default 1e-5.</summary>
    public Setting<double>? Epsilon { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "ram",
            nameof(Ram),
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
            ],
            "Task vectors averaged where they are active together, kept whole where only one is."
        )
        {
            Origin = "Reinforced Agent Merging",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("epsilon", Epsilon)];

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

        internal override NamedSetting[] Settings => [new("epsilon", Epsilon)];
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

        internal override NamedSetting[] Settings => [new("epsilon", Epsilon)];
    }
}
