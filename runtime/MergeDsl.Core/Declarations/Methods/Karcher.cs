namespace MergeDsl;

[MergeMethod(
    "karcher",
    Summary = "The Riemannian (Karcher) mean of the models on the sphere.",
    Origin = "Karcher, Riemannian center of mass and mollifier smoothing, 1977"
)]
public sealed partial record Karcher
{
    [MergeParameter(
        ParameterScope.Merge,
        Default = 10,
        Minimum = 1,
        Maximum = int.MaxValue,
        Summary = "The greatest number of iterations."
    )]
    public partial Setting<int>? MaxIter { get; init; }

    [MergeParameter(ParameterScope.Merge, Default = 1e-5, Minimum = 0, Summary = "The length of a step at which the iteration stops.")]
    public partial Setting<double>? Tol { get; init; }
}
