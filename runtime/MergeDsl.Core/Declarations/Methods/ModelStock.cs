namespace MergeDsl;

/// <summary>The mean of fine-tuned models, drawn towards their base by the angle between them. mergekit: <c>model_stock</c>.</summary>
/// <remarks>Source of the method: Jang et al., Model Stock, arXiv 2403.19522.</remarks>
public sealed record ModelStock : Merge<ModelStock.Input, ModelStock.Slice, ModelStock.Module>
{
    /// <summary>Whether the ratio is computed for each row of a tensor instead of once for the whole. Default false.</summary>
    public Setting<bool>? FilterWise { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "model_stock",
            nameof(ModelStock),
            BaseRole.Required,
            2,
            null,
            [
                new(
                    "filter_wise",
                    nameof(FilterWise),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    0,
                    "Whether the ratio is computed for each row of a tensor instead of once for the whole."
                ),
            ],
            "The mean of fine-tuned models, drawn towards their base by the angle between them."
        )
        {
            Origin = "Jang et al., Model Stock, arXiv 2403.19522",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("filter_wise", FilterWise)];

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
        /// <summary>Whether the ratio is computed for each row of a tensor instead of once for the whole. Default false.</summary>
        public Setting<bool>? FilterWise { get; init; }

        internal override NamedSetting[] Settings => [new("filter_wise", FilterWise)];
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
        /// <summary>Whether the ratio is computed for each row of a tensor instead of once for the whole. Default false.</summary>
        public Setting<bool>? FilterWise { get; init; }

        internal override NamedSetting[] Settings => [new("filter_wise", FilterWise)];
    }
}
