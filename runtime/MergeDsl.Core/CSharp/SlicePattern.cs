using System.Globalization;
using MergeDsl.Collections;
using MergeDsl.Specs;

namespace MergeDsl.CSharp;

/// <summary>A group of slices that comes again and again with its layers advanced by constant steps.</summary>
internal sealed record SlicePattern(int Period, int Count)
{
    /// <summary>Groups longer than this are no pattern to a reader.</summary>
    private const int LongestPeriod = 6;

    private readonly Dictionary<(int Element, int Source), (int Start, int End)> steps = [];

    /// <summary>The pattern that begins at a slice and covers most, or null.</summary>
    public static SlicePattern? At(IReadOnlyList<SliceRun> runs, int first)
    {
        SlicePattern? best = null;
        for (int period = 1; period <= LongestPeriod && first + (period * 3) <= runs.Count; period++)
        {
            if (Of(runs, first, period) is { } found && (best is null || found.Period * found.Count > best.Period * best.Count))
                best = found;
        }
        return best;
    }

    /// <summary>The layers of a slice of the first group as a function of <c>i</c>.</summary>
    public string RangeText(int element, int source, Range range)
    {
        (int start, int end) = steps[(element, source)];
        return Operand(range.Start, start) + ".." + Operand(range.End, end);
    }

    private static SlicePattern? Of(IReadOnlyList<SliceRun> runs, int first, int period)
    {
        var steps = new Dictionary<(int, int), (int, int)>();
        bool moves = false;
        for (int p = 0; p < period; p++)
        {
            if (!IsLike(runs[first + p], runs[first + period + p]))
                return null;
            EquatableArray<SourceSpec> from = runs[first + p].Slice.Sources,
                to = runs[first + period + p].Slice.Sources;
            for (int j = 0; j < from.Count; j++)
            {
                (int start, int end) = (
                    to[j].Layers.Start.Value - from[j].Layers.Start.Value,
                    to[j].Layers.End.Value - from[j].Layers.End.Value
                );
                steps[(p, j)] = (start, end);
                moves |= start != 0 || end != 0;
            }
        }
        if (!moves)
            return null;
        int count = 2;
        while (
            first + ((count + 1) * period) <= runs.Count
            && Enumerable
                .Range(0, period)
                .All(p => Continues(runs[first + ((count - 1) * period) + p], runs[first + (count * period) + p], p, steps))
        )
            count++;
        if (count < (period == 1 ? 4 : 3))
            return null;
        var pattern = new SlicePattern(period, count);
        foreach (KeyValuePair<(int, int), (int, int)> step in steps)
            pattern.steps.Add(step.Key, step.Value);
        return pattern;
    }

    private static bool IsLike(SliceRun left, SliceRun right) =>
        left.Shape == right.Shape
        && left.Count == right.Count
        && left.Comments.Length == 0
        && right.Comments.Length == 0
        && left.Slice.Sources.All(source => !source.Layers.Start.IsFromEnd && !source.Layers.End.IsFromEnd)
        && right.Slice.Sources.All(source => !source.Layers.Start.IsFromEnd && !source.Layers.End.IsFromEnd);

    private static bool Continues(SliceRun left, SliceRun right, int p, Dictionary<(int, int), (int Start, int End)> steps) =>
        IsLike(left, right)
        && Enumerable
            .Range(0, left.Slice.Sources.Count)
            .All(j =>
                right.Slice.Sources[j].Layers.Start.Value - left.Slice.Sources[j].Layers.Start.Value == steps[(p, j)].Start
                && right.Slice.Sources[j].Layers.End.Value - left.Slice.Sources[j].Layers.End.Value == steps[(p, j)].End
            );

    private static string Operand(Index index, int step)
    {
        string value = index.Value.ToString(CultureInfo.InvariantCulture),
            size = Math.Abs(step).ToString(CultureInfo.InvariantCulture);
        if (step == 0)
            return value;
        string term = size == "1" ? "i" : size + " * i";
        if (step < 0)
            return $"({value} - {term})";
        if (index.Value == 0)
            return size == "1" ? "i" : $"({term})";
        return $"({term} + {value})";
    }
}
