using System.Runtime.Intrinsics;
using MergeDsl.Collections;
using MergeDsl.Schemas;
using MergeDsl.Tensors;

namespace MergeDsl.Kernels;

/// <summary>The methods that add up task vectors, which are differences from the base model: thinned or not, with or without a consensus of signs.</summary>
internal sealed class TaskVectorKernel<T> : MethodKernel
    where T : struct, IWorkType
{
    private readonly TaskVectorTraits traits;
    private readonly EquatableArray<long> shape;
    private readonly long elements;
    private readonly int baseInput;
    private readonly int[] others;
    private readonly float[] weights;
    private readonly double[] densities,
        spreads,
        outliers;
    private readonly float divisor;
    private readonly double factor;
    private readonly bool normalizes,
        rescales;

    public TaskVectorKernel(MethodSchema schema, ParameterValues values, MethodInputs inputs)
    {
        traits = schema.TaskVectors!;
        shape = inputs.Shape;
        elements = inputs.Elements;
        baseInput = inputs.Origin;
        others = inputs.Others;
        double[] Each(ParameterRole role, double otherwise) =>
            [.. others.Select(other => schema.IndexOf(role) is >= 0 and var index ? values.Number(index, other) : otherwise)];
        double One(ParameterRole role, double otherwise) => schema.IndexOf(role) is >= 0 and var index ? values.Number(index) : otherwise;
        weights = [.. Each(ParameterRole.Weight, 1).Select(weight => T.Round((float)weight))];
        densities = Each(ParameterRole.Density, 1);
        spreads = Each(ParameterRole.DensitySpread, 0);
        outliers = Each(ParameterRole.Outliers, 0);
        divisor = T.Round(FlatSum<T>.Of(weights));
        if (MathF.Abs(divisor) < T.Round(1e-8f))
            divisor = 1;
        normalizes = One(ParameterRole.Normalization, 0) != 0;
        rescales = One(ParameterRole.Rescaling, 0) != 0;
        factor = One(ParameterRole.SumFactor, 1);
        Draws = [.. Enumerable.Range(0, others.Length).Where(Draw).Select(_ => elements)];
    }

    public override bool IsElementwise => !IsAnyThinned;

    public override IReadOnlyList<long> Draws { get; }

    private bool IsRanked => traits.Sparsification == Sparsification.RandomByRank;

    private bool IsAnyThinned => Enumerable.Range(0, others.Length).Any(IsThinned);

    private bool IsThinned(int i) => traits.Sparsification != Sparsification.None && densities[i] < 1;

    private bool Draw(int i) => IsThinned(i) && (traits.Sparsification == Sparsification.Random || (IsRanked && densities[i] > 0));

    public override void Run(TensorStream tensor)
    {
        int blockElements = Blocks.Elements;
        if (IsAnyThinned && IsRanked)
        {
            blockElements = RankedSparsifier<T, T>.BlockOf(shape);
        }
        Sparsifier?[] sparsifiers = CreateAll(tensor);
        try
        {
            Run(tensor, sparsifiers, blockElements);
        }
        finally
        {
            foreach (Sparsifier? sparsifier in sparsifiers)
                sparsifier?.Release();
        }
    }

    private void Run(TensorStream tensor, Sparsifier?[] sparsifiers, int blockElements)
    {
        var terms = new Blocks(others.Length, blockElements);
        while (sparsifiers.Any(sparsifier => sparsifier is { NeedsPass: true }))
        {
            int[] waiting = [.. Enumerable.Range(0, others.Length).Where(i => sparsifiers[i] is { NeedsPass: true })];
            foreach (int i in waiting)
                sparsifiers[i]!.Restart();
            tensor.Read(
                block =>
                {
                    foreach (int i in waiting)
                    {
                        Deltas.Subtract<T>(block.Input(others[i]), block.Input(baseInput), terms.Vectors(i));
                        sparsifiers[i]!.Observe(terms[i][..block.Count]);
                    }
                },
                blockElements
            );
            foreach (int i in waiting)
                sparsifiers[i]!.EndPass();
        }
        foreach (Sparsifier? sparsifier in sparsifiers)
            sparsifier?.Restart();
        Blocks kept = new(traits.HasConsensus ? others.Length : 0, blockElements),
            divisors = new(1, blockElements);
        tensor.Write(
            block =>
            {
                for (int i = 0; i < others.Length; i++)
                {
                    Span<Vector256<float>> term = terms.Vectors(i)[..block.Vectors];
                    Deltas.Subtract<T>(block.Input(others[i]), block.Input(baseInput), term);
                    sparsifiers[i]?.Thin(terms.Padded(i)[..Padding.Room(block.Count)], block.Count);
                    var weight = Vector256.Create(weights[i]);
                    for (int k = 0; k < term.Length; k++)
                        term[k] = T.Round(term[k] * weight);
                }
                if (traits.HasConsensus)
                    MixAgreeing(block, terms, kept, divisors, tensor.Elements);
                else
                    Mix(block, terms, tensor.Elements);
                AddToBase(block);
            },
            blockElements
        );
    }

    private Sparsifier?[] CreateAll(TensorStream tensor)
    {
        int sequence = 0;
        var sparsifiers = new Sparsifier?[others.Length];
        for (int i = 0; i < others.Length; i++)
        {
            if (!IsThinned(i))
                continue;
            int own = sequence;
            sparsifiers[i] = Create(i, () => tensor.Random(own));
            if (Draw(i))
                sequence++;
        }
        return sparsifiers;
    }

    /// <summary>Creates the sparsifier of a task vector; that of bfloat16 draws and sums in its own dtype, others in float32.</summary>
    private Sparsifier Create(int i, Func<MersenneTwister> random) =>
        T.DType == TensorDType.BF16 ? Create<BFloat16Work>(i, random) : Create<Float32Work>(i, random);

    private Sparsifier Create<TWork>(int i, Func<MersenneTwister> random)
        where TWork : struct, IWorkType
    {
        double density = densities[i];
        long mostMarks = MarkStore.Most / others.Length;
        return traits.Sparsification switch
        {
            Sparsification.Greatest => MagnitudeSparsifier<T>.Greatest(density, elements, rescales),
            Sparsification.WithoutOutliers => MagnitudeSparsifier<T>.WithoutOutliers(density, outliers[i], elements, rescales),
            Sparsification.Random => new BernoulliSparsifier<T, TWork>(density, random, elements, rescales, Blocks.Elements, mostMarks),
            Sparsification.RandomByRank when density <= 0 => new DropAll(),
            Sparsification.RandomByRank => new RankedSparsifier<T, TWork>(
                density,
                spreads[i],
                shape,
                random,
                elements,
                rescales,
                mostMarks
            ),
            _ => throw new NotSupportedException(traits.Sparsification.ToString()),
        };
    }

    private void Mix(TensorBlock block, Blocks terms, long all)
    {
        Span<Vector256<float>> mix = block.OutputVectors;
        StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, all, T.IsHalf);
        var by = Vector256.Create(divisor);
        for (int k = 0; k < mix.Length; k++)
            mix[k] = normalizes ? T.Round(T.Round(mix[k]) / by) : T.Round(mix[k]);
    }

    /// <summary>Adds up the elements that agree in their sign.</summary>
    private void MixAgreeing(TensorBlock block, Blocks terms, Blocks kept, Blocks divisors, long all)
    {
        Span<Vector256<float>> mix = block.OutputVectors;
        StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, all, T.IsHalf);
        Vector256<float> zero = Vector256<float>.Zero,
            one = Vector256.Create(1f);
        for (int i = 0; i < others.Length; i++)
        {
            Span<Vector256<float>> term = terms.Vectors(i)[..mix.Length],
                weight = kept.Vectors(i)[..mix.Length];
            var w = Vector256.Create(weights[i]);
            for (int k = 0; k < mix.Length; k++)
            {
                Vector256<float> keep = Consensus.Mask<T>(mix[k], term[k]);
                term[k] *= keep;
                weight[k] = w * keep;
            }
        }
        StackedSum.Of(terms, block.OutputRoom, block.Count, block.Start, all, T.IsHalf);
        if (!normalizes)
        {
            foreach (ref Vector256<float> value in mix)
                value = T.Round(value);
            return;
        }
        StackedSum.Of(kept, divisors.Padded(0), block.Count, block.Start, all, T.IsHalf);
        for (int k = 0; k < mix.Length; k++)
        {
            Vector256<float> by = T.Round(divisors.Vectors(0)[k]);
            by = Vector256.ConditionalSelect(Vector256.Equals(by, zero), one, by);
            mix[k] = T.Round(T.Round(mix[k]) / by);
        }
    }

    private void AddToBase(TensorBlock block)
    {
        Span<Vector256<float>> output = block.OutputVectors;
        ReadOnlySpan<Vector256<float>> start = block.Input(baseInput)[..output.Length];
        var by = Vector256.Create((float)factor);
        bool scales = factor != 1;
        for (int k = 0; k < output.Length; k++)
            output[k] = T.Round(start[k] + (scales ? T.Round(output[k] * by) : output[k]));
    }
}
