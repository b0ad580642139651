namespace MergeDsl;

/// <summary>Select, calculate, erase: task vectors weighted by their energy where their signs agree. mergekit: <c>sce</c>.</summary>
/// <remarks>Source of the method: Wan et al., FuseChat, arXiv 2408.07990.</remarks>
public sealed record Sce : Merge<Sce.Input, Sce.Slice, Sce.Module>
{
    /// <summary>The share of elements with the greatest variance over the models that is merged, in (0, 1]. Default 1.</summary>
    public Setting<double>? SelectTopK { get; init; }

    /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
    public Setting<bool>? Int8Mask { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "sce",
            nameof(Sce),
            BaseRole.Required,
            0,
            null,
            [
                new(
                    "select_topk",
                    nameof(SelectTopK),
                    ParameterType.Number,
                    ParameterScope.Merge,
                    1,
                    "The share of elements with the greatest variance over the models that is merged, in (0, 1]."
                )
                {
                    Natural = new(0, 1, OpenMinimum: true),
                },
                new(
                    "int8_mask",
                    nameof(Int8Mask),
                    ParameterType.Boolean,
                    ParameterScope.Merge,
                    0,
                    "A switch of mergekit for the memory of its masks; it never changes a result."
                ),
            ],
            "Select, calculate, erase: task vectors weighted by their energy where their signs agree."
        )
        {
            Origin = "Wan et al., FuseChat, arXiv 2408.07990",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("select_topk", SelectTopK), new("int8_mask", Int8Mask)];

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
        /// <summary>The share of elements with the greatest variance over the models that is merged, in (0, 1]. Default 1.</summary>
        public Setting<double>? SelectTopK { get; init; }

        /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
        public Setting<bool>? Int8Mask { get; init; }

        internal override NamedSetting[] Settings => [new("select_topk", SelectTopK), new("int8_mask", Int8Mask)];
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
        /// <summary>The share of elements with the greatest variance over the models that is merged, in (0, 1]. Default 1.</summary>
        public Setting<double>? SelectTopK { get; init; }

        /// <summary>A switch of mergekit for the memory of its masks; it never changes a result. Default false.</summary>
        public Setting<bool>? Int8Mask { get; init; }

        internal override NamedSetting[] Settings => [new("select_topk", SelectTopK), new("int8_mask", Int8Mask)];
    }
}
