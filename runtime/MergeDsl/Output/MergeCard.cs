using System.Text;
using System.Text.RegularExpressions;

namespace MergeDsl.Output;

/// <summary>The model card of an output: what was merged and how, with the layer table and the configuration.</summary>
internal static partial class MergeCard
{
    public static string Write(MergeCheck check, ExpandedMerge merge, string yaml)
    {
        MergePlan plan = check.Plan!;
        var card = new StringBuilder();
        FrontMatter(card, merge);
        card.Append("# ").Append(plan.Name is { } name ? Printable.Line(name) : "Merged model").Append("\n\n");
        card.Append("A merge made with MergeDsl by the method `")
            .Append(plan.Spec.Method)
            .Append('`')
            .Append(Summary(merge.Plan.Schema.Summary))
            .Append("\n\n");
        if (check.Facts.Layers is { } layers)
        {
            card.Append(Numbers.Count(layers, "layer"))
                .Append(", ")
                .Append(Numbers.Count(check.Facts.Tensors!.Value, "tensor"))
                .Append(", ")
                .Append(Numbers.Count(check.Facts.Parameters!.Value, "parameter"))
                .Append(".\n\n");
        }
        card.Append("## Models\n\n");
        foreach (Model model in merge.Plan.Models)
            card.Append("- ")
                .Append(Escape(model.ToString()))
                .Append(model.Plan is null ? "" : ", which another merge makes")
                .Append(model.Equals(plan.Spec.BaseModel) ? " (base)" : "")
                .Append('\n');
        foreach (PlanModule module in plan.Modules)
        {
            card.Append("\n## Layers")
                .Append(module.Name == "default" ? "" : " of " + Escape(module.Name))
                .Append("\n\n| output | from | settings |\n| ---: | --- | --- |\n");
            foreach (LayerMapRow row in LayerMap.Rows(module, check.Facts, model => merge.LayersOf(model, module.Name)))
            {
                string settings = string.Join(
                    "; ",
                    new[] { row.Settings, row.IsTransparent ? "transparent" : "" }.Where(text => text.Length > 0)
                );
                card.Append("| ")
                    .Append(row.Layers)
                    .Append(" | ")
                    .Append(Escape(row.Sources))
                    .Append(" | ")
                    .Append(Escape(settings))
                    .Append(" |\n");
            }
        }
        if (yaml.Length > 0)
            card.Append("\n## Configuration\n\n")
                .Append(Fence(yaml))
                .Append("yaml\n")
                .Append(yaml.TrimEnd('\n'))
                .Append('\n')
                .Append(Fence(yaml))
                .Append('\n');
        card.Append("\nPlan `").Append(plan.Hash).Append("`.\n");
        return card.ToString();
    }

    private static void FrontMatter(StringBuilder card, ExpandedMerge merge)
    {
        card.Append("---\n");
        string[] hub =
        [
            .. merge
                .Plan.Models.SelectMany(Sources)
                .Select(model => model.Id)
                .Where(id => HubId().IsMatch(id))
                .Distinct(StringComparer.Ordinal),
        ];
        if (hub.Length > 0)
        {
            card.Append("base_model:\n");
            foreach (string id in hub)
                card.Append("- ").Append(id).Append('\n');
        }
        string?[] licences = [.. merge.Plan.Sources.Select(source => merge.ManifestOf(source).Licence).Distinct()];
        if (licences is [{ } licence])
            card.Append("license: ").Append(Printable.Line(licence)).Append('\n');
        card.Append("library_name: transformers\ntags:\n- mergedsl\n- merge\n---\n");
    }

    /// <summary>A model, or in place of a merge that makes it those that this is made of.</summary>
    private static IEnumerable<Model> Sources(Model model) =>
        model.Plan is { } plan ? ModelReferences.Of(plan.Spec).SelectMany(reference => Sources(reference.Model)) : [model];

    private static string Fence(string text) => text.Contains("```", StringComparison.Ordinal) ? "~~~~" : "```";

    private static string Escape(string text) => MarkdownCharacter().Replace(Printable.Line(text), @"\$0");

    /// <summary>What the method does, where its schema says so: one of the program's own may say nothing.</summary>
    private static string Summary(string summary) =>
        summary.Length == 0 ? "." : $": {char.ToLowerInvariant(summary[0])}{Printable.Line(summary)[1..]}";

    [GeneratedRegex(@"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex HubId();

    [GeneratedRegex(@"[|\\`*_\[\]<>]", RegexOptions.CultureInvariant)]
    private static partial Regex MarkdownCharacter();
}
