using System.Runtime.Intrinsics;

namespace MergeDsl.Methods;

/// <summary>The eight methods that add up differences from the base model: thinned or not, with or without a consensus of signs.</summary>
internal sealed class TaskVectorKernel<T> : MethodKernel
    where T : struct, IWorkType
{
    private readonly string method;
    private readonly MethodSettings settings;
    private readonly EquatableArray<long> shape;
    private readonly long elements;
    private readonly int baseInput;
    private readonly int[] others;
    private readonly float[] weights;
    private readonly float divisor,
        factor;
    private readonly bool hasConsensus,
        normalizes,
        rescales;

    public TaskVectorKernel(string method, MethodSettings settings, EquatableArray<long> shape)
    {
        this.method = method;
        this.settings = settings;
        this.shape = shape;
        elements = shape.Aggregate(1L, (product, size) => product * size);
        baseInput = settings.Base!.Value;
        others = settings.Others;
        weights = [.. others.Select(other => T.Round((float)settings.Number("weight", other)))];
        divisor = T.Round(FlatSum<T>.Of(weights));
        if (MathF.Abs(divisor) < T.Round(1e-8f))
            divisor = 1;
        hasConsensus = method is "ties" or "dare_ties" or "breadcrumbs_ties" or "della";
        normalizes = settings.Flag("normalize");
        rescales = method != "task_arithmetic" && settings.Flag("rescale");
        factor = (float)settings.Number("lambda");
        Draws = [.. others.Where(Draw).Select(_ => elements)];
    }

    public override bool IsElementwise => !others.Any(IsThinned);

    public override IReadOnlyList<long> Draws { get; }

    private bool IsRanked => method is "della" or "della_linear";

    private double Density(int other) => settings.Number("density", other);

    private bool IsThinned(int other) => method != "task_arithmetic" && Density(other) < 1;

    private bool Draw(int other) => IsThinned(other) && (method is "dare_linear" or "dare_ties" || (IsRanked && Density(other) > 0));

    public override void Run(TensorStream tensor)
    {
        int blockElements = Blocks.Elements;
        if (others.Any(IsThinned) && IsRanked)
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
        Blocks kept = new(hasConsensus ? others.Length : 0, blockElements),
            divisors = new(1, blockElements);
        tensor.Write(
            block =>
            {
                for (int i = 0; i < others.Length; i++)
                {
                    Span<Vector256<float>> term = terms.Vectors(i)[..block.Vectors];
                    Deltas.Subtract<T>(block.Input(others[i]), block.Input(baseInput), term);
                    sparsifiers[i]?.Thin(terms.Padded(i)[..(block.Vectors * 8)], block.Count);
                    var weight = Vector256.Create(weights[i]);
                    for (int k = 0; k < term.Length; k++)
                        term[k] = T.Round(term[k] * weight);
                }
                if (hasConsensus)
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
            if (!IsThinned(others[i]))
                continue;
            int own = sequence;
            sparsifiers[i] = Create(others[i], () => tensor.Random(own));
            if (Draw(others[i]))
                sequence++;
        }
        return sparsifiers;
    }

    private Sparsifier Create(int other, Func<MersenneTwister> random)
    {
        double density = Density(other);
        long mostMarks = MarkStore.Most / others.Length;
        return method switch
        {
            "ties" => MagnitudeSparsifier<T>.Greatest(density, elements, rescales),
            "breadcrumbs" or "breadcrumbs_ties" => MagnitudeSparsifier<T>.WithoutOutliers(
                density,
                settings.Number("gamma", other),
                elements,
                rescales
            ),
            "dare_linear" or "dare_ties" => T.DType == TensorDType.BF16
                ? new BernoulliSparsifier<T, BFloat16Work>(density, random, elements, rescales, Blocks.Elements, mostMarks)
                : new BernoulliSparsifier<T, Float32Work>(density, random, elements, rescales, Blocks.Elements, mostMarks),
            _ when density <= 0 => new DropAll(),
            _ => T.DType == TensorDType.BF16
                ? new RankedSparsifier<T, BFloat16Work>(
                    density,
                    settings.Number("epsilon", other),
                    shape,
                    random,
                    elements,
                    rescales,
                    mostMarks
                )
                : new RankedSparsifier<T, Float32Work>(
                    density,
                    settings.Number("epsilon", other),
                    shape,
                    random,
                    elements,
                    rescales,
                    mostMarks
                ),
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

    /// <summary>Only elements whose sign is that of the sum count; a sum of zero counts as positive.</summary>
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
                Vector256<float> isPositive = Vector256.GreaterThanOrEqual(T.Round(mix[k]), zero);
                Vector256<float> keep =
                    Vector256.ConditionalSelect(isPositive, Vector256.GreaterThan(term[k], zero), Vector256.LessThan(term[k], zero)) & one;
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
        var by = Vector256.Create(factor);
        bool scales = settings.Number("lambda") != 1;
        for (int k = 0; k < output.Length; k++)
            output[k] = T.Round(start[k] + (scales ? T.Round(output[k] * by) : output[k]));
    }
}
