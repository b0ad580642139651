using System.Globalization;
using MergeDsl.Generator.Text;

namespace MergeDsl.Generator.Plans;

/// <summary>Writes the documentation of <c>Plan</c>: what the tooltip says of the merge.</summary>
internal static class PlanDocumentation
{
    private const int MostLines = 60, MostNotes = 12;

    public static void Write(SourceWriter writer, MergeCheck check)
    {
        MergePlan plan = check.Plan!;
        writer.Line($"/// <summary>{CSharpText.Xml(Summary(plan, check.Facts))}</summary>");
        writer.Line("/// <remarks>");
        writer.Line("/// <code>");
        string[] lines = [.. Lines(plan, check.Facts)];
        foreach (string line in lines.Take(MostLines)) writer.Line("/// " + CSharpText.Xml(line));
        if (lines.Length > MostLines) writer.Line($"/// ... and {Numbers.Count(lines.Length - MostLines, "more slice")}");
        writer.Line("/// </code>");
        MergeDiagnostic[] notes = [.. check.Diagnostics];
        foreach (MergeDiagnostic note in notes.Take(MostNotes)) writer.Line($"/// <para>{note.Id}: {CSharpText.Xml(note.Message)}</para>");
        if (notes.Length > MostNotes) writer.Line($"/// <para>... and {Numbers.Count(notes.Length - MostNotes, "more note")}</para>");
        writer.Line($"/// <para>Hash {plan.Hash}.</para>");
        writer.Line("/// </remarks>");
    }

    private static string Summary(MergePlan plan, PlanFacts facts)
    {
        var parts = new List<string> { MethodSchemas.Find(plan.Spec.Method)!.TypeName };
        if (facts.Layers is { } layers) parts.Add(Numbers.Count(layers, "layer"));
        if (facts.Parameters is { } parameters) parts.Add(Numbers.Count(parameters, "parameter"));
        if (facts.Bytes is { } bytes) parts.Add($"{Size(bytes)} written");
        if (facts.BytesRead is { } read) parts.Add($"{Size(read)} read");
        return string.Join(", ", parts) + ".";
    }

    /// <summary>The layer map: output layers, their sources and settings.</summary>
    private static IEnumerable<string> Lines(MergePlan plan, PlanFacts facts)
    {
        foreach (PlanModule module in plan.Modules)
        {
            if (plan.Modules.Count > 1 || module.Name != "default") yield return module.Name + ":";
            int? next = 0;
            foreach (PlanSlice slice in module.Slices)
            {
                int? length = slice.Sources.IsEmpty ? 0 : LayerIndices.Count(slice.Sources[0].Layers, null) * slice.Count;
                if (slice.Sources.Count > 0 && slice.Sources[0].Layers is null && plan.Modules.Count == 1) length = facts.Layers;
                string range = next is null || length is null ? "" : $"{Text(next.Value)}..{Text(next.Value + length.Value)}";
                next += length;
                string times = slice.Count > 1 ? $" x {Text(slice.Count)}" : "";
                if (slice.Sources.Count == 1)
                {
                    yield return $"{range,-8} {Source(slice.Sources[0], times)}{Rules(slice.Settings)}{Identity(facts, range)}";
                    continue;
                }
                yield return $"{range,-8}{times}{Rules(slice.Settings)}".TrimEnd();
                foreach (PlanSource source in slice.Sources) yield return $"         {Source(source)}";
            }
        }
    }

    private static string Source(PlanSource source, string times = "") =>
        $"{source.Model} {PlanText.Range(source.Layers)}{times}{(source.IsBase ? " (base)" : "")}{(source.Transparent ? " transparent" : "")}{Rules(source.Settings)}";

    private static string Rules(EquatableArray<PlanSetting> settings) => string.Concat(settings.Select(setting => $"  {setting.Name} {PlanText.Rules(setting.Rules)}"));

    private static string Identity(PlanFacts facts, string range)
    {
        string[] ends = range.Split(["..", " "], StringSplitOptions.RemoveEmptyEntries);
        if (ends.Length != 2) return "";
        int start = int.Parse(ends[0], CultureInfo.InvariantCulture), end = int.Parse(ends[1], CultureInfo.InvariantCulture);
        return end > start && Enumerable.Range(start, end - start).All(layer => facts.TransparentLayers.Contains(layer)) ? "  (identity)" : "";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB",
        >= 1_000_000 => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB",
        _ => Numbers.Group(bytes) + " bytes",
    };
}
