using System.Text;
using System.Text.RegularExpressions;
using MergeDsl.Binding;
using MergeDsl.Completion;
using MergeDsl.Diagnostics;
using MergeDsl.Planning;
using MergeDsl.Reporting;
using MergeDsl.Rules;
using MergeDsl.Specs;
using MergeDsl.Yaml;

namespace MergeDsl.OutputFiles;

/// <summary>The model card of an output: what was merged and how, with the layer table and the configuration.</summary>
internal static partial class MergeCard
{
    public static string Write(MergeCheck check, CompletedMerge merge, string yaml, PublishedNames names)
    {
        MergePlan plan = check.Plan!;
        var card = new StringBuilder();
        FrontMatter(card, merge, names);
        card.Append("# ").Append(plan.Name is { } name ? Block(name) : "Merged model").Append("\n\n");
        card.Append("A merge made with MergeDsl by the method ")
            .Append(Code(plan.Spec.Method))
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
                .Append(Block(names.Of(model).ToString()))
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
                    .Append(Escape(names.In(row.Sources)))
                    .Append(" | ")
                    .Append(Escape(settings))
                    .Append(" |\n");
            }
        }
        if (yaml.Length > 0)
            card.Append("\n## Configuration\n\n")
                .Append(Fence(yaml, 3))
                .Append("yaml\n")
                .Append(yaml.TrimEnd('\n'))
                .Append('\n')
                .Append(Fence(yaml, 3))
                .Append('\n');
        card.Append("\nPlan `").Append(plan.Hash).Append("`.\n");
        return card.ToString();
    }

    private static void FrontMatter(StringBuilder card, CompletedMerge merge, PublishedNames names)
    {
        card.Append("---\n");
        string[] hub =
        [
            .. merge
                .Plan.Models.SelectMany(Sources)
                .Select(model => model.Id)
                .Where(id => HubId().IsMatch(id) && !names.IsLocal(id))
                .Distinct(StringComparer.Ordinal),
        ];
        if (hub.Length > 0)
        {
            card.Append("base_model:\n");
            foreach (string id in hub)
                card.Append("- ").Append(YamlQuoting.Text(id)).Append('\n');
        }
        string?[] licences = [.. merge.Plan.Sources.Select(source => merge.ManifestOf(source).Licence).Distinct()];
        if (licences is [{ } licence])
            card.Append("license: ").Append(YamlQuoting.Text(Printable.Line(licence))).Append('\n');
        card.Append("library_name: transformers\ntags:\n- mergedsl\n- merge\n---\n");
    }

    /// <summary>A model, or in place of a merge that makes it those that this is made of.</summary>
    private static IEnumerable<Model> Sources(Model model) =>
        model.Plan is { } plan ? ModelReferences.Of(plan.Spec).SelectMany(reference => Sources(reference.Model)) : [model];

    /// <summary>A run of backticks that is longer than any in a text, so that nothing in the text ends what it fences.</summary>
    private static string Fence(string text, int least) =>
        new('`', Backticks().Matches(text).Select(run => run.Length + 1).Append(least).Max());

    private static string Code(string text)
    {
        string line = Printable.Line(text),
            fence = Fence(line, 1),
            space = line.StartsWith('`') || line.EndsWith('`') ? " " : "";
        return fence + space + line + space + fence;
    }

    /// <summary>A text that is neither HTML nor markup.</summary>
    private static string Escape(string text) =>
        MarkdownCharacter()
            .Replace(
                Printable.Line(text),
                character =>
                    character.Value switch
                    {
                        "&" => "&amp;",
                        "<" => "&lt;",
                        ">" => "&gt;",
                        string other => @"\" + other,
                    }
            );

    /// <summary>The same where a block begins: what would make a list or a heading of it is escaped, too.</summary>
    private static string Block(string text) => BlockMark().Replace(Escape(text), @"\$0");

    /// <summary>The description of the method from its schema, which a custom method may leave out.</summary>
    private static string Summary(string summary) =>
        summary.Length == 0 ? "." : $": {char.ToLowerInvariant(summary[0])}{Printable.Line(summary)[1..]}";

    [GeneratedRegex(@"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*\z", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex HubId();

    [GeneratedRegex(@"[|\\`*_~$\[\]<>&]", RegexOptions.CultureInvariant)]
    private static partial Regex MarkdownCharacter();

    [GeneratedRegex(@"^[#+=-]|(?<=^[0-9]+)[.)]", RegexOptions.CultureInvariant)]
    private static partial Regex BlockMark();

    [GeneratedRegex("`+", RegexOptions.CultureInvariant)]
    private static partial Regex Backticks();
}
