using System.Globalization;

namespace MergeDsl.Testing;

/// <summary>The number of random cases of a test.</summary>
public static class RandomCases
{
    /// <summary>The number that an environment variable asks for, with new cases each time; null without it, for some that are always the same.</summary>
    public static int? Wanted(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count
            : null;
}
