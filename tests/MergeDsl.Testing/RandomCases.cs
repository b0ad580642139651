using System.Globalization;

namespace MergeDsl.Testing;

/// <summary>How many random cases a test looks at.</summary>
public static class RandomCases
{
    /// <summary>How many an environment variable asks for, always others; null without it, for some that are always the same.</summary>
    public static int? Wanted(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count
            : null;
}
