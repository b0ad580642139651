namespace MergeDsl;

/// <summary>The base model with the most important differences of the other. mergekit: <c>arcee_fusion</c>.</summary>
/// <remarks>Source of the method: Arcee AI.</remarks>
public sealed record ArceeFusion : Merge<ArceeFusion.Input, ArceeFusion.Slice, ArceeFusion.Module>
{
    internal static MethodSchema MethodSchema { get; } =
        new(
            "arcee_fusion",
            nameof(ArceeFusion),
            BaseRole.Required,
            1,
            1,
            [],
            "The base model with the most important differences of the other."
        )
        {
            Origin = "Arcee AI",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [];

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
        internal override NamedSetting[] Settings => [];
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
        internal override NamedSetting[] Settings => [];
    }
}
