using System.Numerics.Tensors;

namespace MergeDsl.Kernels;

/// <summary>Keeps the elements whose magnitudes have certain ranks, the greatest first.</summary>
internal sealed class MagnitudeSparsifier<T>(long from, long to, long elements, bool rescales) : Sparsifier
    where T : struct, IWorkType
{
    private readonly RankSelection<T> selection = new(from, to);
    private readonly Rescaling<T>? rescaling = rescales ? new(elements) : null;
    private float[] magnitudes = [],
        mask = [];
    private bool hasBefore,
        hasFactor;
    private float? factor;

    /// <summary>Keeps the greatest.</summary>
    public static Sparsifier Greatest(double density, long elements, bool rescales) =>
        density <= 0 ? new DropAll() : new MagnitudeSparsifier<T>(0, Math.Max(1, (long)(density * elements)), elements, rescales);

    /// <summary>Keeps those in the middle: drops the few greatest and the many smallest.</summary>
    public static Sparsifier WithoutOutliers(double density, double gamma, long elements, bool rescales)
    {
        if (density <= 0)
            return new DropAll();
        long target = (long)(density * elements),
            top = (long)(gamma * elements);
        long bottom = Math.Max(0, elements - target - top),
            end = Math.Min(elements, bottom + target);
        return new MagnitudeSparsifier<T>(elements - end, elements - bottom, elements, rescales);
    }

    public override bool NeedsPass => selection.NeedsPass || (rescaling is not null && !hasFactor);

    public override void Restart() => selection.Restart();

    public override void Observe(ReadOnlySpan<float> delta)
    {
        if (!hasBefore)
            rescaling?.Before(delta);
        if (selection.NeedsPass)
            selection.Count(Magnitudes(delta));
        else
            rescaling?.After(delta, Mark(delta));
    }

    public override void EndPass()
    {
        hasBefore = true;
        if (selection.NeedsPass)
            selection.EndPass();
        else
        {
            factor = rescaling?.Factor();
            hasFactor = true;
        }
    }

    public override void Thin(Span<float> delta, int count)
    {
        Mark(delta[..count]);
        Multiply<T, T>(delta, mask, factor);
    }

    private ReadOnlySpan<float> Mark(ReadOnlySpan<float> delta)
    {
        if (mask.Length < delta.Length)
            mask = new float[Padding.Room(delta.Length)];
        selection.Mark(Magnitudes(delta), mask);
        return mask;
    }

    private Span<float> Magnitudes(ReadOnlySpan<float> delta)
    {
        if (magnitudes.Length < delta.Length)
            magnitudes = new float[delta.Length];
        Span<float> result = magnitudes.AsSpan(0, delta.Length);
        TensorPrimitives.Abs(delta, result);
        return result;
    }
}
