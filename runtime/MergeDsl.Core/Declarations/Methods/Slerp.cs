namespace MergeDsl;

/// <summary>Spherical interpolation between two models. mergekit: <c>slerp</c>.</summary>
/// <remarks>Source of the method: Shoemake, Animating rotation with quaternion curves, 1985.</remarks>
public sealed record Slerp : Merge<Slerp.Input, Slerp.Slice, Slerp.Module>
{
    /// <summary>The position between the base model (0) and the other (1).</summary>
    public Setting<double>? T { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "slerp",
            nameof(Slerp),
            BaseRole.Required,
            1,
            1,
            [
                new(
                    "t",
                    nameof(T),
                    ParameterType.Number,
                    ParameterScope.Merge,
                    null,
                    "The position between the base model (0) and the other (1)."
                )
                {
                    Required = true,
                    Natural = new(0, 1),
                },
            ],
            "Spherical interpolation between two models."
        )
        {
            Origin = "Shoemake, Animating rotation with quaternion curves, 1985",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("t", T)];

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
        /// <summary>The position between the base model (0) and the other (1).</summary>
        public Setting<double>? T { get; init; }

        internal override NamedSetting[] Settings => [new("t", T)];
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
        /// <summary>The position between the base model (0) and the other (1).</summary>
        public Setting<double>? T { get; init; }

        internal override NamedSetting[] Settings => [new("t", T)];
    }
}
