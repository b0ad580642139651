using System.Globalization;
using System.Text.RegularExpressions;
using MergeDsl.Diagnostics;

namespace MergeDsl.Tool;

/// <summary>The output of a build, as diagnostics.</summary>
internal static partial class BuildOutput
{
    /// <summary>Reads the lines of a build; lines that say nothing of that kind are left out, and what is reported twice is reported once.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">Names a file as the user did.</param>
    public static IReadOnlyList<MergeDiagnostic> Read(IEnumerable<string> lines, Func<string, string> name)
    {
        var found = new List<MergeDiagnostic>();
        foreach (string line in lines)
        {
            if (Line().Match(line) is not { Success: true } match)
                continue;
            Severity severity = match.Groups["severity"].Value == "error" ? Severity.Error : Severity.Warning;
            string file = match.Groups["file"].Value.Trim();
            int Number(string group) =>
                int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                    ? number
                    : 1;
            // MSBuild names itself where it has no file to name.
            Place? place =
                file.Length == 0 || !file.Contains('.', StringComparison.Ordinal)
                    ? null
                    : new(name(file), Number("line"), Number("column"));
            MergeDiagnostic diagnostic = new(
                new(match.Groups["id"].Value, severity, "said by the build"),
                match.Groups["message"].Value.Trim(),
                SpecPath.Root
            )
            {
                Place = place,
            };
            if (!found.Contains(diagnostic))
                found.Add(diagnostic);
        }
        return found;
    }

    [GeneratedRegex(
        @"^\s*(?<file>[^(]*?(?:\([^0-9][^(]*?)*?)(?:\((?<line>\d+)(?:,(?<column>\d+))?[^)]*\))?\s*:\s*(?<severity>error|warning) (?<id>[A-Za-z]+\d+)\s*:\s*(?<message>.*?)(?: \[[^\]]*proj[^\]]*\])?\s*$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Line();
}
