namespace MergeDsl;

/// <summary>The Riemannian (Karcher) mean of the models on the sphere. mergekit: <c>karcher</c>.</summary>
/// <remarks>Source of the method: Karcher, Riemannian center of mass and mollifier smoothing, 1977.</remarks>
public sealed record Karcher : Merge<Karcher.Input, Karcher.Slice, Karcher.Module>
{
    /// <summary>The greatest number of iterations. Default 10.</summary>
    public Setting<int>? MaxIter { get; init; }

    /// <summary>The length of a step at which the iteration stops. Default 1e-5.</summary>
    public Setting<double>? Tol { get; init; }

    internal static MethodSchema MethodSchema { get; } =
        new(
            "karcher",
            nameof(Karcher),
            BaseRole.Ignored,
            1,
            null,
            [
                new("max_iter", nameof(MaxIter), ParameterType.Integer, ParameterScope.Merge, 10, "The greatest number of iterations.")
                {
                    Possible = new(1, int.MaxValue),
                },
                new(
                    "tol",
                    nameof(Tol),
                    ParameterType.Number,
                    ParameterScope.Merge,
                    1e-5,
                    "The length of a step at which the iteration stops."
                )
                {
                    Possible = new(0, double.PositiveInfinity),
                },
            ],
            "The Riemannian (Karcher) mean of the models on the sphere."
        )
        {
            Origin = "Karcher, Riemannian center of mass and mollifier smoothing, 1977",
        };

    internal override MethodSchema Schema => MethodSchema;

    internal override NamedSetting[] Settings => [new("max_iter", MaxIter), new("tol", Tol)];

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
        /// <summary>The greatest number of iterations. Default 10.</summary>
        public Setting<int>? MaxIter { get; init; }

        /// <summary>The length of a step at which the iteration stops. Default 1e-5.</summary>
        public Setting<double>? Tol { get; init; }

        internal override NamedSetting[] Settings => [new("max_iter", MaxIter), new("tol", Tol)];
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
        /// <summary>The greatest number of iterations. Default 10.</summary>
        public Setting<int>? MaxIter { get; init; }

        /// <summary>The length of a step at which the iteration stops. Default 1e-5.</summary>
        public Setting<double>? Tol { get; init; }

        internal override NamedSetting[] Settings => [new("max_iter", MaxIter), new("tol", Tol)];
    }
}
