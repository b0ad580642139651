using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>Drops elements of a task vector: passes over it as often as it needs, then multiplies it block by block. One for each model of a tensor.</summary>
internal abstract class Sparsifier
{
    /// <summary>Indicates whether the task vector must be observed (once more) before it can be thinned.</summary>
    public abstract bool NeedsPass { get; }

    /// <summary>Goes back to the first element, to observe or to thin.</summary>
    public abstract void Restart();

    /// <summary>Takes in the next elements.</summary>
    public abstract void Observe(ReadOnlySpan<float> delta);

    /// <summary>Ends a pass of observing.</summary>
    public abstract void EndPass();

    /// <summary>Thins the next elements; the span may be longer by room for whole vectors.</summary>
    public abstract void Thin(Span<float> delta, int count);

    /// <summary>Gives back what was rented.</summary>
    public virtual void Release() { }

    /// <summary>Multiplies a block by its mask, and by a factor where there is one.</summary>
    /// <typeparam name="TData">The dtype of the task vector.</typeparam>
    /// <typeparam name="TWork">The dtype in which it is scaled.</typeparam>
    protected static void Multiply<TData, TWork>(Span<float> delta, ReadOnlySpan<float> mask, float? factor)
        where TData : struct, IWorkType
        where TWork : struct, IWorkType
    {
        Span<Vector256<float>> values = MemoryMarshal.Cast<float, Vector256<float>>(delta);
        ReadOnlySpan<Vector256<float>> marks = MemoryMarshal.Cast<float, Vector256<float>>(mask)[..values.Length];
        if (factor is not { } scale)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] *= marks[i];
            return;
        }
        var by = Vector256.Create(scale);
        for (int i = 0; i < values.Length; i++)
            values[i] = TData.Round(TWork.Round((values[i] * marks[i]) * by));
    }
}

/// <summary>The factor that gives a thinned task vector back the L1 norm it had.</summary>
/// <typeparam name="TWork">The dtype in which the norms are summed.</typeparam>
internal sealed class Rescaling<TWork>(long elements)
    where TWork : struct, IWorkType
{
    private readonly FlatSum<TWork> before = new(elements),
        after = new(elements);
    private float[] magnitudes = [];

    /// <summary>Takes in the elements as they were.</summary>
    public void Before(ReadOnlySpan<float> delta) => before.Add(Magnitudes(delta));

    /// <summary>Takes in the elements that are left.</summary>
    public void After(ReadOnlySpan<float> delta, ReadOnlySpan<float> mask)
    {
        Span<float> left = Magnitudes(delta);
        System.Numerics.Tensors.TensorPrimitives.Multiply(left, mask[..left.Length], left);
        after.Add(left);
    }

    /// <summary>The factor, or null where there is too little to scale.</summary>
    public float? Factor()
    {
        float smallest = TWork.Round(1e-7f),
            b = TWork.Round(before.Total()),
            a = TWork.Round(after.Total());
        return b < smallest || a < smallest ? null : TWork.Round(b / a);
    }

    private Span<float> Magnitudes(ReadOnlySpan<float> delta)
    {
        if (magnitudes.Length < delta.Length)
            magnitudes = new float[delta.Length];
        Span<float> result = magnitudes.AsSpan(0, delta.Length);
        System.Numerics.Tensors.TensorPrimitives.Abs(delta, result);
        return result;
    }
}

/// <summary>Drops everything.</summary>
internal sealed class DropAll : Sparsifier
{
    public override bool NeedsPass => false;

    public override void Restart() { }

    public override void Observe(ReadOnlySpan<float> delta) { }

    public override void EndPass() { }

    public override void Thin(Span<float> delta, int count) => delta.Clear();
}
