namespace MergeDsl;

/// <summary>The base model, drawn to the other where the two are close. mergekit: <c>nearswap</c>.</summary>
/// <remarks>Source of the method: Alchemonaut, QuartetAnemoi-70B.</remarks>
public sealed record Nearswap : Merge<Nearswap.Input, Nearswap.Slice, Nearswap.Module>
{
    /// <summary>The strength: elements closer to the base model than about t are taken from the other.</summary>
    public Setting<double>? T { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "nearswap",
            nameof(Nearswap),
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
                    "The strength: elements closer to the base model than about t are taken from the other."
                )
                {
                    Required = true,
                    Natural = new(0, double.PositiveInfinity, OpenMinimum: true),
                },
            ],
            "The base model, drawn to the other where the two are close."
        )
        {
            Origin = "Alchemonaut, QuartetAnemoi-70B",
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
        /// <summary>The strength: elements closer to the base model than about t are taken from the other.</summary>
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
        /// <summary>The strength: elements closer to the base model than about t are taken from the other.</summary>
        public Setting<double>? T { get; init; }

        internal override NamedSetting[] Settings => [new("t", T)];
    }
}
