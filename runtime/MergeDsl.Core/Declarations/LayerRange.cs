namespace MergeDsl;

/// <summary>The layers of a model, from which ranges are taken: <c>model.Layers[0..32]</c>, <c>model.Layers[^1..]</c>.</summary>
/// <param name="Model">The model.</param>
public sealed record LayerStack(Model Model)
{
    /// <summary>A half-open range of the layers.</summary>
    /// <param name="range">The layers; <c>^n</c> counts from the end and is known once a manifest or the headers say how many there are.</param>
    public LayerRange this[Range range] => new(Model, range);
}

/// <summary>A half-open range of the layers of a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Range">The layers, in the model's own numbering.</param>
public sealed record LayerRange(Model Model, Range Range)
{
    /// <summary>The layers with every tensor multiplied by a setting (mergekit's <c>scale</c>): rounded once, in the tensor's dtype.</summary>
    /// <param name="scale">A value, a gradient, or rules such as <c>[("o_proj", 0), ("down_proj", 0), 1]</c>.</param>
    public Passthrough.Slice Scaled(Setting<double> scale) => new(this) { Scale = scale };

    /// <summary>The layers with exactly what they write to the residual stream multiplied by 0, as the manifest or the headers know it: the model computes what it did, until they are trained.</summary>
    public Passthrough.Slice Transparent() => new(this) { IsTransparent = true };

    /// <summary>The range a number of times in a row.</summary>
    /// <param name="count">How often.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public IEnumerable<LayerRange> Repeated(int count) => Enumerable.Repeat(this, count);
}
