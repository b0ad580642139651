namespace MergeDsl.Completion;

/// <summary>Layer ranges as numbers.</summary>
internal static class LayerIndices
{
    /// <summary>The first layer and the end of a range, once the number of layers is known; a range from the end needs it.</summary>
    /// <param name="range">The range; null for all layers.</param>
    /// <param name="layers">The number of layers, or null.</param>
    /// <returns>The half-open pair, or null where it cannot be known.</returns>
    public static (int Start, int End)? Resolve(Range? range, int? layers)
    {
        Range given = range ?? Range.All;
        if (layers is null && (given.Start.IsFromEnd || given.End.IsFromEnd))
            return null;
        int Of(Index index) => index.IsFromEnd ? layers!.Value - index.Value : index.Value;
        return (Of(given.Start), Of(given.End));
    }

    /// <summary>The number of layers of a range, where it is known: two ends counted from the same side say it alone.</summary>
    public static int? Count(Range? range, int? layers)
    {
        if (Resolve(range, layers) is { } ends)
            return ends.End - ends.Start;
        return range is { Start.IsFromEnd: true, End.IsFromEnd: true } both ? both.Start.Value - both.End.Value : null;
    }
}
