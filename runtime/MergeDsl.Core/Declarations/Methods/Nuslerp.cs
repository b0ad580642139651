namespace MergeDsl;

/// <summary>Spherical interpolation of two models, or of their task vectors, by their weights. mergekit: <c>nuslerp</c>.</summary>
/// <remarks>Source of the method: mergekit.</remarks>
public sealed record Nuslerp : Merge<Nuslerp.Input, Nuslerp.Slice, Nuslerp.Module>
{
    /// <summary>How much the model counts; any finite number, no unit.</summary>
    public Setting<double>? Weight { get; init; }

    /// <summary>Whether a tensor is one vector; otherwise each of its rows or columns is. Default true.</summary>
    public Setting<bool>? Flatten { get; init; }

    /// <summary>Whether vectors run along the first dimension instead of the last; read when a tensor is not flattened. Default false.</summary>
    public Setting<bool>? RowWise { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "nuslerp",
            nameof(Nuslerp),
            BaseRole.Optional,
            2,
            2,
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
                    "nuslerp_flatten",
                    nameof(Flatten),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    1,
                    "Whether a tensor is one vector; otherwise each of its rows or columns is."
                ),
                new(
                    "nuslerp_row_wise",
                    nameof(RowWise),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    0,
                    "Whether vectors run along the first dimension instead of the last; read when a tensor is not flattened."
                ),
            ],
            "Spherical interpolation of two models, or of their task vectors, by their weights."
        )
        {
            Origin = "mergekit",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("weight", Weight), new("nuslerp_flatten", Flatten), new("nuslerp_row_wise", RowWise)];

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

        /// <summary>Whether a tensor is one vector; otherwise each of its rows or columns is. Default true.</summary>
        public Setting<bool>? Flatten { get; init; }

        /// <summary>Whether vectors run along the first dimension instead of the last; read when a tensor is not flattened. Default false.</summary>
        public Setting<bool>? RowWise { get; init; }

        internal override NamedSetting[] Settings =>
            [new("weight", Weight), new("nuslerp_flatten", Flatten), new("nuslerp_row_wise", RowWise)];
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

        /// <summary>Whether a tensor is one vector; otherwise each of its rows or columns is. Default true.</summary>
        public Setting<bool>? Flatten { get; init; }

        /// <summary>Whether vectors run along the first dimension instead of the last; read when a tensor is not flattened. Default false.</summary>
        public Setting<bool>? RowWise { get; init; }

        internal override NamedSetting[] Settings =>
            [new("weight", Weight), new("nuslerp_flatten", Flatten), new("nuslerp_row_wise", RowWise)];
    }
}
