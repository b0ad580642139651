using System.Globalization;
using MergeDsl.Collections;

namespace MergeDsl.Manifests;

/// <summary>A set of small whole numbers as sorted half-open ranges: the layers or experts that have a tensor.</summary>
/// <param name="Ranges">The ranges, sorted, not touching.</param>
public readonly record struct IndexSet(EquatableArray<(int Start, int End)> Ranges)
{
    /// <summary>Numbers above this one are no layers or experts.</summary>
    internal const int MaximumIndex = 1_000_000;

    /// <summary>The numbers from 0 to below a count.</summary>
    public static IndexSet Below(int count) => count > 0 ? new([(0, count)]) : default;

    /// <summary>The set of some numbers.</summary>
    public static IndexSet Of(IEnumerable<int> numbers)
    {
        var ranges = new List<(int Start, int End)>();
        foreach (int number in numbers.Distinct().OrderBy(n => n))
        {
            if (ranges.Count > 0 && ranges[ranges.Count - 1].End == number)
                ranges[ranges.Count - 1] = (ranges[ranges.Count - 1].Start, number + 1);
            else
                ranges.Add((number, number + 1));
        }
        return new(ranges.ToEquatableArray());
    }

    /// <summary>The number of numbers in the set.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach ((int start, int end) in Ranges)
                count += end - start;
            return count;
        }
    }

    /// <summary>Indicates whether a number is in the set.</summary>
    public bool Contains(int number)
    {
        foreach ((int start, int end) in Ranges)
        {
            if (number >= start && number < end)
                return true;
        }
        return false;
    }

    /// <summary>The numbers in order.</summary>
    public IEnumerable<int> Numbers => Ranges.SelectMany(range => Enumerable.Range(range.Start, range.End - range.Start));

    /// <summary>The ranges as text: <c>0..3,5..8</c>.</summary>
    public override string ToString() =>
        string.Join(
            ",",
            Ranges.Select(range =>
                range.Start.ToString(CultureInfo.InvariantCulture) + ".." + range.End.ToString(CultureInfo.InvariantCulture)
            )
        );

    /// <summary>Layer numbers in words: <c>layer 3</c>, <c>layers 3, 5 to 8</c>.</summary>
    internal static string LayerText(IEnumerable<int> layers) => Text("layer", layers);

    /// <summary>Numbers of things in words: <c>layer 3</c>, <c>experts 3, 5 to 8</c>.</summary>
    /// <param name="thing">What one of them is.</param>
    /// <param name="numbers">The numbers.</param>
    internal static string Text(string thing, IEnumerable<int> numbers)
    {
        IndexSet set = IndexSet.Of(numbers);
        IEnumerable<string> parts = set.Ranges.Select(range =>
            range.End - range.Start == 1
                ? Text(range.Start)
                : Text(range.Start) + (range.End - range.Start == 2 ? ", " : " to ") + Text(range.End - 1)
        );
        return thing + (set.Count == 1 ? " " : "s ") + string.Join(", ", parts);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads <see cref="ToString"/>.</summary>
    public static bool TryParse(string text, out IndexSet set)
    {
        var ranges = new List<(int, int)>();
        set = default;
        foreach (string range in text.Split([','], StringSplitOptions.RemoveEmptyEntries))
        {
            int dots = range.IndexOf("..", StringComparison.Ordinal);
            if (
                dots < 0
                || !int.TryParse(range.Substring(0, dots), NumberStyles.None, CultureInfo.InvariantCulture, out int start)
                || !int.TryParse(range.Substring(dots + 2), NumberStyles.None, CultureInfo.InvariantCulture, out int end)
                || end <= start
                || end > MaximumIndex
                || (ranges.Count > 0 && ranges[ranges.Count - 1].Item2 >= start)
            )
            {
                return false;
            }
            ranges.Add((start, end));
        }
        set = new(ranges.ToEquatableArray());
        return true;
    }
}
