using System.Globalization;

namespace MergeDsl.Fuzz;

/// <summary>The invariants of every input.</summary>
internal static class Checks
{
    /// <summary>The fault of the place or the text of a diagnostic; null for none.</summary>
    public static string? Problem(MergeDiagnostic diagnostic, string input)
    {
        if (diagnostic.Place is not { } place)
            return $"no place: {diagnostic.Id} {diagnostic.Path.Text}";
        if (place.Line < 1 || place.Column < 1 || place.Start < 0 || place.Length < 0 || place.Start + place.Length > input.Length)
            return $"a place outside of the file: {diagnostic.Id}";
        int line = 1,
            start = 0;
        for (int i = 0; i < place.Start; i++)
        {
            bool isBreak =
                input[i] is '\n' or '\u0085' or '\u2028' or '\u2029'
                || (input[i] == '\r' && !(i + 1 < input.Length && input[i + 1] == '\n'));
            if (!isBreak)
                continue;
            line++;
            start = i + 1;
        }
        if (!IsSame(place, line, place.Start - start + 1, input))
            return string.Create(
                CultureInfo.InvariantCulture,
                $"line {place.Line} and column {place.Column} are not where offset {place.Start} is: {diagnostic.Id}"
            );
        if (diagnostic.Message.Trim().Length == 0)
            return $"no message: {diagnostic.Id}";
        return diagnostic.Message.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029') ? $"not one line: {diagnostic.Id}" : null;
    }

    /// <summary>A byte order mark counts in the offset and not in the column; a break that only YAML 1.1 knows ends no line for an editor.</summary>
    private static bool IsSame(Place place, int line, int column, string input)
    {
        if (input.AsSpan(0, place.Start).IndexOfAny('\u0085', '\u2028', '\u2029') >= 0)
            return true;
        return place.Line == line
            && (place.Column == column || (line == 1 && input[0] == '\uFEFF' && place.Column == Math.Max(1, column - 1)));
    }

    /// <summary>Indicates whether a spec written as YAML reads as itself.</summary>
    public static string? RoundTrip(YamlMerge yaml)
    {
        if (yaml.Documents is not [{ Spec: { } spec }])
            return null;
        YamlWriteResult written = MergeYamlWriter.Write(spec);
        if (written.Text is null)
            return null;
        YamlMerge again = MergeYaml.Read(written.Text, "again.yml");
        if (again.Documents is [{ Spec: { } read }] && !again.HasErrors && read.Equals(spec))
            return null;
        return "written as YAML it reads as another merge:\n" + written.Text + string.Join("\n", again.Diagnostics);
    }
}
