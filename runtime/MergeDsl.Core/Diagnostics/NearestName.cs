namespace MergeDsl.Diagnostics;

/// <summary>Finds the name that was probably meant. Case and <c>_ - .</c> do not count; a swap of neighbours is one edit (optimal string alignment).</summary>
internal static class NearestName
{
    /// <summary>Longer names are compared as they are: the edits between two of them take a step for each pair of their letters.</summary>
    private const int LongestName = 500;

    /// <summary>The candidate closest to a name, the first of equally close ones; null where none is a near miss.</summary>
    /// <param name="name">The name as it was written.</param>
    /// <param name="candidates">The names that would be understood.</param>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        string folded = Fold(name);
        int best = Threshold(folded) + 1;
        string? nearest = null;
        foreach (string candidate in candidates)
        {
            int distance = Distance(folded, Fold(candidate), best - 1);
            if (distance >= best)
                continue;
            best = distance;
            nearest = candidate;
            if (best == 0)
                break;
        }
        return nearest;
    }

    /// <summary>Indicates whether a name is a near miss of another.</summary>
    /// <param name="name">The name as it was written.</param>
    /// <param name="candidate">A name that would be understood.</param>
    public static bool IsNear(string name, string candidate)
    {
        string folded = Fold(name);
        return Distance(folded, Fold(candidate), Threshold(folded)) <= Threshold(folded);
    }

    /// <summary>The number of edits between two names, without case and <c>_ - .</c>.</summary>
    public static int Distance(string left, string right) => Distance(Fold(left), Fold(right), int.MaxValue - 1);

    /// <summary>The number of edits that a near miss may have: a short name is close to everything.</summary>
    private static int Threshold(string folded) =>
        folded.Length switch
        {
            < 3 => 0,
            < 5 => 1,
            _ => 2,
        };

    private static string Fold(string name)
    {
        char[] letters = new char[name.Length];
        int count = 0;
        foreach (char c in name)
        {
            if (c is not ('_' or '-' or '.'))
                letters[count++] = char.ToLowerInvariant(c);
        }
        return new(letters, 0, count);
    }

    /// <summary>The distance where it is at most the limit, otherwise some number above it.</summary>
    private static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
            return limit + 1;
        if (left.Length > LongestName)
            return left == right ? 0 : limit + 1;
        int[] before = new int[right.Length + 1],
            previous = new int[right.Length + 1],
            current = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++)
            previous[j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            int least = current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int cost = left[i - 1] == right[j - 1] ? 0 : 1;
                int distance = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    distance = Math.Min(distance, before[j - 2] + 1);
                current[j] = distance;
                least = Math.Min(least, distance);
            }
            // A swap reaches back two rows, but it then costs one more than the cell it reaches: this row's least is a bound all the same.
            if (least > limit + 1)
                return limit + 1;
            (before, previous, current) = (previous, current, before);
        }
        return previous[right.Length];
    }
}
