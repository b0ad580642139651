using System.Text.RegularExpressions;

namespace MergeDsl.Diagnostics;

/// <summary>Finds the model that was probably meant. Names of models that differ in one part name two models where that part is a version, a size, a dtype, a date or a letter; near misses are those whose parts are misspelt.</summary>
internal static class NearModel
{
    private static readonly Regex Distinct = new(
        @"^(?:[a-z]|v?\d+(?:\.\d+)*|\d+(?:x\d+)?(?:\.\d+)?[bmk]|(?:bf|fp|f|int|i|u|q)\d+(?:_.*)?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private static readonly Regex DTypeName = new("^[a-z]{2,}[0-9]+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Returns the model that was meant; null where none is a near miss, or the name is one of the candidates.</summary>
    /// <param name="id">The id as it was written.</param>
    /// <param name="candidates">The models that there are.</param>
    public static string? Of(string id, IEnumerable<string> candidates)
    {
        string? nearest = null;
        string[] parts = Parts(id);
        foreach (string candidate in candidates)
        {
            if (candidate == id)
                return null;
            if (nearest is null && IsNear(parts, Parts(candidate)))
                nearest = candidate;
        }
        return nearest;
    }

    private static bool IsNear(string[] written, string[] meant)
    {
        // The same letters in another number of parts: a dash or a slash is missing, or one too many.
        if (written.Length != meant.Length)
            return string.Equals(string.Concat(written), string.Concat(meant), StringComparison.OrdinalIgnoreCase);
        bool differs = false;
        for (int i = 0; i < written.Length; i++)
        {
            if (written[i] == meant[i])
                continue;
            if (Distinct.IsMatch(written[i]) && Distinct.IsMatch(meant[i]) && !IsSwapped(written[i], meant[i]))
                return false;
            string shorter = written[i].Length < meant[i].Length ? written[i] : meant[i],
                longer = written[i].Length < meant[i].Length ? meant[i] : written[i];
            if (!NearestName.IsNear(shorter, longer))
                return false;
            differs = true;
        }
        return differs;
    }

    /// <summary>Indicates whether two dtypes are of one kind and have the same digits in another order, as <c>bf61</c> and <c>bf16</c>.</summary>
    private static bool IsSwapped(string left, string right) =>
        DTypeName.IsMatch(left) && KindOf(left) == KindOf(right) && left.OrderBy(c => c).SequenceEqual(right.OrderBy(c => c));

    private static string KindOf(string dtype) => dtype.Substring(0, dtype.TakeWhile(char.IsLetter).Count());

    private static string[] Parts(string id) => id.Split('/', '-', '_', ' ');
}
