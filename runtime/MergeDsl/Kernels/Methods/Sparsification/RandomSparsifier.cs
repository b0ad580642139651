using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeDsl.Kernels;

/// <summary>Keeps elements at random, each with a probability.</summary>
/// <typeparam name="TData">The dtype of the task vector.</typeparam>
/// <typeparam name="TWork">The dtype of probabilities and sums: bfloat16 for bfloat16, else float32.</typeparam>
internal abstract class RandomSparsifier<TData, TWork>(
    Func<MersenneTwister> random,
    long elements,
    bool rescales,
    int blockElements,
    long mostMarks
) : Sparsifier
    where TData : struct, IWorkType
    where TWork : struct, IWorkType
{
    private readonly Rescaling<TWork>? rescaling = rescales ? new(elements) : null;
    private readonly MarkStore? marks = rescales && elements <= mostMarks ? new(elements, blockElements) : null;
    private MersenneTwister? generator;
    private float[] mask = [],
        uniform = [];
    private bool hasFactor;
    private float? factor;

    public override bool NeedsPass => rescaling is not null && !hasFactor;

    public override void Restart()
    {
        marks?.Restart();
        if (!hasFactor || marks is null)
            generator = random();
    }

    public override void Release() => marks?.Dispose();

    public override void Observe(ReadOnlySpan<float> delta)
    {
        rescaling!.Before(delta);
        rescaling.After(delta, Draw(delta));
    }

    public override void EndPass()
    {
        factor = rescaling!.Factor();
        hasFactor = true;
    }

    public override void Thin(Span<float> delta, int count) => Multiply<TData, TWork>(delta, Draw(delta[..count]), factor);

    /// <summary>The probabilities with which the next elements are kept.</summary>
    protected abstract ReadOnlySpan<float> Probabilities(ReadOnlySpan<float> delta);

    private ReadOnlySpan<float> Draw(ReadOnlySpan<float> delta)
    {
        int room = Padding.Room(delta.Length);
        if (hasFactor && marks is not null)
        {
            marks.Read(mask.AsSpan(0, room));
            return mask.AsSpan(0, room);
        }
        if (mask.Length < room)
        {
            mask = new float[room];
            uniform = new float[room];
        }
        generator!.Uniform(uniform.AsSpan(0, delta.Length));
        ReadOnlySpan<float> probabilities = Probabilities(delta);
        Span<Vector256<float>> to = MemoryMarshal.Cast<float, Vector256<float>>(mask.AsSpan(0, room));
        ReadOnlySpan<Vector256<float>> drawn = MemoryMarshal.Cast<float, Vector256<float>>(uniform.AsSpan(0, room));
        ReadOnlySpan<Vector256<float>> p = MemoryMarshal.Cast<float, Vector256<float>>(probabilities[..room]);
        var one = Vector256.Create(1f);
        for (int i = 0; i < to.Length; i++)
            to[i] = Vector256.LessThan(drawn[i], p[i]) & one;
        marks?.Write(to);
        return mask.AsSpan(0, room);
    }
}

/// <summary>Keeps every element with the same probability (DARE).</summary>
internal sealed class BernoulliSparsifier<TData, TWork>(
    double density,
    Func<MersenneTwister> random,
    long elements,
    bool rescales,
    int blockElements,
    long mostMarks
) : RandomSparsifier<TData, TWork>(random, elements, rescales, blockElements, mostMarks)
    where TData : struct, IWorkType
    where TWork : struct, IWorkType
{
    private float[] probabilities = [];

    protected override ReadOnlySpan<float> Probabilities(ReadOnlySpan<float> delta)
    {
        if (probabilities.Length < delta.Length)
        {
            probabilities = new float[Padding.Room(delta.Length)];
            Array.Fill(probabilities, TWork.Round((float)density));
        }
        return probabilities;
    }
}
