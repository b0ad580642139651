namespace MergeDsl.Tool;

/// <summary>The documents of a YAML file as a chain.</summary>
internal static class YamlLinks
{
    public static MergeChain Of(YamlMerge yaml, string text, bool lenient)
    {
        var chain = new MergeChain([.. Enumerable.Range(0, yaml.Documents.Count).Select(Link)], yaml.Chain.Order);
        // The file is the text of its result, where all of it belongs to that.
        bool isWhole = chain.Links.Count > 0 && chain.With(yaml.Chain.Result).Count == chain.Links.Count;
        return isWhole
            ? chain with
            {
                Links = [.. chain.Links.Select((link, i) => i == yaml.Chain.Result ? link with { Yaml = text } : link)],
            }
            : chain;

        MergeLink Link(int index)
        {
            YamlDocument document = yaml.Documents[index];
            return new(document.Name, document.Spec)
            {
                Diagnostics = document.Diagnostics,
                Inputs = yaml
                    .Chain.References(index)
                    .GroupBy(reference => reference.Model)
                    .ToDictionary(group => group.Key, group => group.First().Document),
                Tolerates = diagnostic => diagnostic.IsNearMiss && (lenient || document.IsSilenced(diagnostic)),
                Report = document.Report,
            };
        }
    }
}
