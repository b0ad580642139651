using MergeDsl.CSharp;
using MergeDsl.Diagnostics;
using MergeDsl.Manifests;
using MergeDsl.Reporting;
using MergeDsl.Rules;
using MergeDsl.Schemas;

namespace MergeDsl.Generator.Plans;

/// <summary>Writes the documentation of <c>Plan</c>: what the tooltip says of the merge.</summary>
internal static class PlanDocumentation
{
    private const int MostLines = 80,
        MostNotes = 12;

    public static void Write(CodeWriter writer, MergeCheck check, ManifestSet manifests)
    {
        MergePlan plan = check.Plan!;
        writer.Line($"/// <summary>{MemberNames.Xml(Summary(plan.Schema, check.Facts))}</summary>");
        writer.Line("/// <remarks>");
        writer.Line("/// <code>");
        string[] lines = PlanDescription
            .Write(plan, check.Facts, model => manifests.Find(model)?.Stacks.FirstOrDefault()?.LayerCount)
            .TrimEnd('\n')
            .Split('\n');
        foreach (string line in lines.Take(MostLines))
            writer.Line(("/// " + MemberNames.Xml(line)).TrimEnd());
        if (lines.Length > MostLines)
            writer.Line($"/// ... and {Numbers.Count(lines.Length - MostLines, "more line")}");
        writer.Line("/// </code>");
        foreach (MergeDiagnostic note in check.Diagnostics.Take(MostNotes))
            writer.Line($"/// <para>{note.Id}: {MemberNames.Xml(note.Message)}</para>");
        if (check.Diagnostics.Count > MostNotes)
            writer.Line($"/// <para>... and {Numbers.Count(check.Diagnostics.Count - MostNotes, "more note")}</para>");
        writer.Line("/// </remarks>");
    }

    private static string Summary(MethodSchema schema, PlanFacts facts)
    {
        var parts = new List<string> { schema.TypeName };
        if (facts.Layers is { } layers)
            parts.Add(Numbers.Count(layers, "layer"));
        if (facts.Parameters is { } parameters)
            parts.Add(Numbers.Count(parameters, "parameter"));
        if (facts.Bytes is { } bytes)
            parts.Add($"{PlanDescription.Size(bytes)} to write");
        if (facts.BytesRead is { } read)
            parts.Add($"{PlanDescription.Size(read)} to read");
        return string.Join(", ", parts) + ".";
    }
}
