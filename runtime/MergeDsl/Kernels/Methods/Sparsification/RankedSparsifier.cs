using MergeDsl.Collections;

namespace MergeDsl.Kernels;

/// <summary>Keeps elements with probabilities that rise with the rank of their magnitudes within their row (DELLA). Takes the task vector row by row; the rows of a tensor of more than two dimensions run along its second.</summary>
internal sealed class RankedSparsifier<TData, TWork> : RandomSparsifier<TData, TWork>
    where TData : struct, IWorkType
    where TWork : struct, IWorkType
{
    private readonly int length,
        inner;
    private readonly float[] byRank,
        probabilities;
    private readonly RowRanks<TData> ranks;

    public RankedSparsifier(
        double density,
        double epsilon,
        EquatableArray<long> shape,
        Func<MersenneTwister> random,
        long elements,
        bool rescales,
        long mostMarks
    )
        : base(random, elements, rescales, BlockOf(shape), mostMarks)
    {
        (length, inner) = Rows(shape);
        ranks = new(length);
        byRank = Table(length, density, epsilon);
        probabilities = new float[Padding.Room(checked(length * inner))];
    }

    /// <summary>The elements of a block: whole rows.</summary>
    public static int BlockOf(EquatableArray<long> shape)
    {
        (int length, int inner) = Rows(shape);
        return checked(length * inner);
    }

    /// <summary>The length of a row, and the distance of its elements.</summary>
    public static (int Length, int Inner) Rows(EquatableArray<long> shape) =>
        shape.Count switch
        {
            0 => (1, 1),
            1 => (checked((int)shape[0]), 1),
            _ => (checked((int)shape[1]), checked((int)shape.Skip(2).Aggregate(1L, (product, size) => product * size))),
        };

    protected override ReadOnlySpan<float> Probabilities(ReadOnlySpan<float> delta)
    {
        for (int column = 0; column < inner; column++)
            ranks.Assign(delta[column..], inner, byRank, probabilities.AsSpan(column));
        return probabilities;
    }

    /// <summary>The probability of every rank, 0 for the smallest magnitude. Ranks are numbers of the dtype, so that in bfloat16 those above 256 fall together.</summary>
    private static float[] Table(int length, double density, double epsilon)
    {
        float Rank(int position) => TWork.Round(TWork.Round(position) + 1);
        float least = Rank(0),
            range = TWork.Round(Rank(length - 1) - least),
            factor = (float)epsilon,
            start = TWork.Round((float)(density - epsilon));
        float[] table = new float[length];
        for (int i = 0; i < length; i++)
        {
            // A row of one element has no range; it is kept with the density itself.
            float relative = range == 0 ? 0.5f : Math.Clamp(TWork.Round(TWork.Round(Rank(i) - least) / range), 0f, 1f);
            table[i] = TWork.Round(TWork.Round(TWork.Round(relative * 2) * factor) + start);
        }
        return table;
    }
}
