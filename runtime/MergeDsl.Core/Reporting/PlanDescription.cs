using System.Globalization;
using System.Text;
using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Tensors;

namespace MergeDsl.Reporting;

/// <summary>A plan drawn for people: the layer map and the size of the output.</summary>
internal static class PlanDescription
{
    /// <summary>The text of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="facts">The size of its output.</param>
    /// <param name="layersOf">The number of layers of a model, where it is known.</param>
    /// <param name="needs">Lines about what a run needs.</param>
    public static string Write(MergePlan plan, PlanFacts facts, Func<Model, int?> layersOf, string? needs = null)
    {
        var text = new StringBuilder();
        text.Append(plan.Name is null ? "" : Printable.Line(plan.Name) + ": ").Append(plan.Spec.Method);
        if (plan.Spec.DType != DType.Unspecified)
            text.Append(", ").Append(plan.Spec.DType.YamlName());
        if (plan.Spec.OutDType != DType.Unspecified)
            text.Append(", written as ").Append(plan.Spec.OutDType.YamlName());
        text.Append('\n');
        if (plan.Spec.BaseModel is { } baseModel)
            text.Append("base model ").Append(Printable.Line(baseModel.ToString())).Append('\n');
        foreach (PlanModule module in plan.Modules)
        {
            text.Append('\n');
            if (plan.Modules.Count > 1 || module.Name != "default")
                text.Append(Printable.Line(module.Name)).Append('\n');
            LayerMapRow[] rows = [.. LayerMap.Rows(module, facts, layersOf)];
            if (rows.Length == 0)
                continue;
            int layers = Math.Max(6, rows.Max(row => row.Layers.Length)),
                sources = rows.Max(row => row.Sources.Length);
            text.Append("layers".PadLeft(layers)).Append("  ").Append("from").Append('\n');
            foreach (LayerMapRow row in rows)
            {
                string notes = string.Join(
                    "  ",
                    new[] { row.Settings, row.IsTransparent ? "(transparent)" : "" }.Where(note => note.Length > 0)
                );
                text.Append(row.Layers.PadLeft(layers))
                    .Append("  ")
                    .Append(notes.Length == 0 ? row.Sources : row.Sources.PadRight(sources) + "  " + notes)
                    .Append('\n');
            }
        }
        return text.Append('\n').Append(Facts(facts)).Append(needs).Append("plan ").Append(plan.Hash).Append('\n').ToString();
    }

    private static string Facts(PlanFacts facts)
    {
        var text = new StringBuilder();
        if (facts.Layers is { } layers)
            text.Append(Numbers.Count(layers, "layer"));
        if (facts.Tensors is { } tensors)
            text.Append(", ")
                .Append(Numbers.Count(tensors, "tensor"))
                .Append(", ")
                .Append(Numbers.Count(facts.Parameters!.Value, "parameter"));
        if (text.Length > 0)
            text.Append('\n');
        if (facts.Bytes is { } bytes)
        {
            text.Append(Numbers.Group(bytes))
                .Append(" bytes of tensor data to write (")
                .Append(Size(bytes))
                .Append("), ")
                .Append(Numbers.Group(facts.BytesRead!.Value))
                .Append(" to read\n");
            if (facts.ScaledByZero is > 0 and { } zero)
                text.Append(Numbers.Count(zero, "tensor")).Append(" scaled by 0\n");
        }
        foreach (var group in facts.Rules.GroupBy(rule => (rule.Parameter, rule.Filter, rule.Value)))
        {
            string filter = group.Key.Filter is { } named ? Printable.Quote(named) + " = " : "";
            text.Append(group.Key.Parameter)
                .Append(' ')
                .Append(filter)
                .Append(group.Key.Value)
                .Append(": ")
                .Append(Numbers.Count(group.Sum(rule => (long)rule.Tensors), "tensor"));
            text.Append(group.Count() > 1 ? " in " + Numbers.Count(group.Count(), "rule") : "").Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A number of bytes with a decimal unit.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        double size = bytes;
        int unit = 0;
        for (; size >= 1000 && unit < units.Length - 1; unit++)
            size /= 1000;
        return size.ToString(unit == 0 ? "0" : "0.00", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
