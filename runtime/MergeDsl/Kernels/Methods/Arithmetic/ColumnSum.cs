using System.Numerics.Tensors;

namespace MergeDsl.Kernels;

/// <summary>The sum of rows, column by column, in the order of the reference: a cascade, and four interleaved cascades in the last columns.</summary>
/// <param name="columns">The number of columns.</param>
/// <param name="rows">The number of rows that will be added.</param>
/// <param name="first">The index of the first column among all.</param>
/// <param name="all">The number of all columns.</param>
/// <param name="isHalf">Whether the elements have 16 bits.</param>
internal sealed class ColumnSum(int columns, int rows, long first, long all, bool isHalf)
{
    private const int Partials = 4,
        Levels = 4;

    private readonly int straight = (int)Math.Clamp(StackedSum.Boundary(all, isHalf) - first, 0, columns);
    private readonly float[][] levels = [.. Enumerable.Range(0, Levels).Select(_ => new float[columns])];
    private readonly float[][] partials = [.. Enumerable.Range(0, Partials * Levels).Select(_ => new float[columns])];
    private readonly Cascade cascade = new(rows),
        interleaved = new(rows / Partials);
    private int added;

    /// <summary>Adds the next row.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        int items = rows / Partials;
        Accumulate(row[..straight], levels[0].AsSpan(0, straight));
        int item = added / Partials,
            partial = added % Partials;
        bool isRest = item >= items;
        if (!isRest)
            Accumulate(row[straight..], partials[partial].AsSpan(straight));
        else
            rest.Add(row[straight..].ToArray());
        added++;
        if (added % cascade.Steps == 0)
            Carry(levels, 1, cascade.Carries(added), 0, straight);
        if (!isRest && partial == Partials - 1 && (item + 1) % interleaved.Steps == 0)
            Carry(partials, Partials, interleaved.Carries(item + 1), straight, columns);
    }

    private readonly List<float[]> rest = [];

    /// <summary>The sums, not rounded to the dtype.</summary>
    public void Total(Span<float> sums)
    {
        for (int i = 0; i < straight; i++)
            sums[i] = ((levels[0][i] + levels[1][i]) + levels[2][i]) + levels[3][i];
        Span<float> p = stackalloc float[Partials];
        for (int i = straight; i < columns; i++)
        {
            for (int k = 0; k < Partials; k++)
                p[k] = ((partials[k][i] + partials[Partials + k][i]) + partials[(2 * Partials) + k][i]) + partials[(3 * Partials) + k][i];
            foreach (float[] row in rest)
                p[0] += row[i - straight];
            sums[i] = ((p[0] + p[1]) + p[2]) + p[3];
        }
    }

    private static void Accumulate(ReadOnlySpan<float> row, Span<float> sums) => TensorPrimitives.Add(sums, row, sums);

    private static void Carry(float[][] sums, int width, int carries, int from, int to)
    {
        for (int level = 1; level <= carries; level++)
        {
            for (int k = 0; k < width; k++)
            {
                Span<float> lower = sums[((level - 1) * width) + k].AsSpan(from..to),
                    upper = sums[(level * width) + k].AsSpan(from..to);
                Accumulate(lower, upper);
                lower.Clear();
            }
        }
    }
}
